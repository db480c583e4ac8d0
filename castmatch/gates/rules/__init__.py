"""All rules, one readable file each. Each has a docstring (the promise, then why), NAME, SCOPE and `check`."""

from types import MappingProxyType, ModuleType

from castmatch.gates.model import Rule
from castmatch.gates.rules import (
    health_check,
    host_mounts,
    kept_data,
    log_rotation,
    loopback_ports,
    memory_limit,
    no_plain_secret,
    no_privileges,
    no_superuser,
    pinned_image,
    restart_policy,
    role_first,
    stop_grace,
)

_MODULES = (
    *(health_check, memory_limit, restart_policy, log_rotation, stop_grace, pinned_image, loopback_ports),
    *(no_plain_secret, no_privileges, host_mounts, kept_data, role_first, no_superuser),
)


def _rule(module: ModuleType) -> Rule:
    promise = (module.__doc__ or "").partition("\n\n")[0]
    return Rule(module.NAME, promise, module.SCOPE, module.check)


RULES = MappingProxyType({module.NAME: _rule(module) for module in _MODULES})
