"""The kinds of probe by name. Each kind's library is imported when it is used."""

from typing import Literal

from castmatch.probes.result import Probe

Kind = Literal["postgres", "redis", "http"]
_EXPECTATIONS: dict[str, str] = {
    "postgres": "a login as the application role over TCP",
    "redis": "an authenticated round trip",
    "http": "200 from its health endpoint",
}


def expectation(kind: str) -> str:
    """Describe what a probe of this kind proves."""
    return _EXPECTATIONS[kind]


def make_probe(kind: str, target: str, timeout: float = 2) -> Probe:
    """Build a probe.

    Args:
        kind: one of `Kind`.
        target: a URL with its credentials; for http one or several addresses separated by spaces.
        timeout: seconds to wait for an answer.

    Raises:
        ValueError: no such kind.
    """
    if kind == "postgres":
        from castmatch.probes import postgres

        return lambda: postgres.login(target, timeout)
    if kind == "redis":
        from castmatch.probes import redis

        return lambda: redis.round_trip(target, timeout)
    if kind == "http":
        from castmatch.probes import http

        return lambda: http.get(tuple(target.split()), timeout)
    raise ValueError(f"no probe of kind {kind}")
