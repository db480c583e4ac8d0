"""A URL keeps all but its password."""

import pytest

from castmatch.redact import without_passwords


@pytest.mark.requirement("R07")
@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("postgresql://app:s3cr%40t@postgres:5432/castmatch", "postgresql://app:***@postgres:5432/castmatch"),
        ("redis://:tok-en@redis:6379/0, twice redis://:b@x", "redis://:***@redis:6379/0, twice redis://:***@x"),
        (
            "http://127.0.0.1:5002/health and mail to a@b.example",
            "http://127.0.0.1:5002/health and mail to a@b.example",
        ),
    ],
)
def test_only_the_password_goes(text: str, shown: str) -> None:
    """Host, port, user and everything around stay: they are the diagnosis."""
    assert without_passwords(text) == shown
