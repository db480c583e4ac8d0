"""Redis is ready when it accepts the password and returns the value that was just written."""

import secrets
import time

import redis

from castmatch.probes.result import ProbeResult, milliseconds_since

KEY = "castmatch:probe"


def round_trip(url: str, timeout: float = 2) -> ProbeResult:
    """Write a value that lives for ten seconds and read it back. `timeout` in seconds."""
    started = time.monotonic()
    token = secrets.token_hex(8)
    try:
        with redis.Redis.from_url(
            url, socket_timeout=timeout, socket_connect_timeout=timeout, decode_responses=True
        ) as client:
            pipeline = client.pipeline()
            pipeline.set(KEY, token, ex=10).get(KEY)
            answer = pipeline.execute()[1]
    except redis.RedisError as error:
        return ProbeResult(False, str(error), milliseconds_since(started))
    return ProbeResult(answer == token, "wrote and read a value", milliseconds_since(started))
