"""The database URL for an application."""

from urllib.parse import quote


def database_url(role: str, password: str, database: str, host: str, port: int) -> str:
    """postgresql://role:password@host:port/database, percent-encoded. The result is a secret."""
    user, secret, name = (quote(part, safe="") for part in (role, password, database))
    address = f"[{host}]" if ":" in host else host
    return f"postgresql://{user}:{secret}@{address}:{port}/{name}"
