"""Whether the AI service can serve, and what is wrong when it cannot."""

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Literal

from app.completion import Completion, CompletionError
from app.config import Settings
from app.database import DatabaseUnavailableError, login

# Below the two seconds that callers give a health check, so that they learn the reason.
LOGIN_LIMIT_S = 1.5


@dataclass(frozen=True)
class Check:
    """One dependency. Latency in milliseconds, none when it failed."""

    ok: bool
    latencyMs: float | None  # noqa: N815 - the name in the HTTP contract
    detail: str | None = None


@dataclass(frozen=True)
class Health:
    """The health answer. `degraded` still serves."""

    status: Literal["ok", "degraded", "unavailable"]
    service: str
    stack: str
    dependencies: dict[str, Check]
    failing: list[str]


async def check_health(settings: Settings, completion: Completion | None) -> Health:
    """Log in to PostgreSQL anew and reach the chat endpoint, if there is one.

    Table `talent` is not asked for: the backend creates it after this service has started.
    """
    checks = {"postgres": await _measure(lambda: _prove_login(settings.database_url))}
    if completion is not None:
        checks["chatEndpoint"] = await _measure(completion.reach)
    return verdict(settings.stack, checks)


def verdict(stack: str, checks: dict[str, Check]) -> Health:
    """Unavailable without PostgreSQL; degraded when anything else fails."""
    failing = [name for name, check in checks.items() if not check.ok]
    status: Literal["ok", "degraded", "unavailable"] = "degraded" if failing else "ok"
    if "postgres" in failing:
        status = "unavailable"
    return Health(status, "ai", stack, checks, failing)


def summary(health: Health) -> str:
    """What fails and why, in one line."""
    return "; ".join(f"{name}: {health.dependencies[name].detail}" for name in health.failing)


async def _measure(check: Callable[[], Awaitable[None]]) -> Check:
    started = time.perf_counter()
    try:
        await check()
    except (DatabaseUnavailableError, CompletionError) as error:
        return Check(False, None, str(error))
    return Check(True, round((time.perf_counter() - started) * 1000, 1))


async def _prove_login(database_url: str) -> None:
    async with login(database_url, LOGIN_LIMIT_S) as connection:
        await connection.execute("SELECT 1")
