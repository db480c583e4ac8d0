"""Settings of the AI service, read once from the environment."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

NEXT = "Next: run `make up`, which provides it."


class ConfigError(Exception):
    """The environment does not describe a service that could run. Never quotes a secret."""


@dataclass(frozen=True)
class ChatEndpoint:
    """An OpenAI-compatible chat API: base URL (no /chat/completions), model, optional key."""

    url: str
    model: str
    api_key: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Settings:
    """What the service needs to know. Secrets stay out of its repr."""

    stack: str
    database_url: str = field(repr=False)
    chat_endpoint: ChatEndpoint | None = None


def read_settings(env: Mapping[str, str]) -> Settings:
    """Read the settings from environment variables; raise ConfigError naming the wrong one."""
    return Settings(
        stack=env.get("STACK") or "dev",
        database_url=_url(env, "DATABASE_URL", ("postgresql", "postgres")),
        chat_endpoint=_chat_endpoint(env),
    )


def _chat_endpoint(env: Mapping[str, str]) -> ChatEndpoint | None:
    if not env.get("CHAT_ENDPOINT"):
        return None
    if not env.get("CHAT_MODEL"):
        raise ConfigError(
            "CHAT_MODEL is not set: expected the model to ask at CHAT_ENDPOINT. "
            "Next: set it in the stack's config, then run `make up`."
        )
    url = _url(env, "CHAT_ENDPOINT", ("http", "https")).rstrip("/")
    return ChatEndpoint(url, env["CHAT_MODEL"], env.get("CHAT_API_KEY") or None)


def _url(env: Mapping[str, str], name: str, schemes: tuple[str, ...]) -> str:
    value = env.get(name, "")
    expected = f"expected {schemes[0]}://host/…"
    if not value:
        raise ConfigError(f"{name} is not set: {expected}. {NEXT}")
    if not _is_url(value, schemes):
        raise ConfigError(f"{name} is not such a URL: {expected}. {NEXT}")
    return value


def _is_url(value: str, schemes: tuple[str, ...]) -> bool:
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return parts.scheme in schemes and bool(parts.hostname)
