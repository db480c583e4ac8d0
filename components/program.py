"""The settings of a running Pulumi program."""

import os
import signal
from pathlib import Path

import pulumi
from pulumi.runtime.config import get_config_env, get_config_secret_keys_env

from castmatch.declared.record import is_recording
from castmatch.docker_engine.port_check import check_ports
from castmatch.errors import UserError
from castmatch.stack.load import load
from castmatch.stack.model import StackConfig
from castmatch.stack.settings import PROOFS_REQUIRED

CHAT_KEY = "chatApiKey"


def end_quietly_when_stopped() -> None:
    """End without a traceback when Pulumi interrupts the program because a resource failed: it would hide the cause."""
    signal.signal(signal.SIGINT, lambda *_: os._exit(130))


def settings(project: Path, stack: str) -> StackConfig:
    """The validated stack config; UserError when it is wrong, or when another program holds one of its ports.

    A recording looks at no port: it takes none, and Docker may not be there.
    """
    config = load(get_config_env(), project, stack)
    if not is_recording():
        check_ports(config, stack, pulumi.log.warn if pulumi.runtime.is_dry_run() else None)
    return config


def chat_key() -> pulumi.Output[str] | None:
    """The key of the OpenAI-compatible endpoint; refused in clear text, because it would stand in the repository."""
    key = pulumi.Config().get_secret(CHAT_KEY)
    if key is not None and f"castmatch:{CHAT_KEY}" not in get_config_secret_keys_env():
        raise UserError(
            f"castmatch:{CHAT_KEY} to be encrypted",
            "clear text",
            f"pulumi config set --secret {CHAT_KEY}   (it asks for the value), with a new key: this one was readable",
        )
    return key


def proofs_required() -> bool:
    """Whether `up` fails where a service does not become ready; an ephemeral stack's file says that it does not."""
    namespace, _, key = PROOFS_REQUIRED.partition(":")
    return pulumi.Config(namespace).get_bool(key) is not False
