"""A database URL survives whatever a password contains."""

from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from castmatch.roles.url import database_url

TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)


@pytest.mark.requirement("R07")
def test_the_url_of_an_ordinary_role() -> None:
    url = database_url("castmatch_user", "s3cret", "castmatch", "postgres", 5432)

    assert url == "postgresql://castmatch_user:s3cret@postgres:5432/castmatch"


def test_an_ipv6_address_is_bracketed() -> None:
    assert database_url("r", "p", "d", "::1", 5432) == "postgresql://r:p@[::1]:5432/d"


@given(TEXT, TEXT, TEXT)
def test_every_part_can_be_read_back(role: str, password: str, database: str) -> None:
    url = urlsplit(database_url(role, password, database, "127.0.0.1", 5432))

    assert (unquote(url.username or ""), unquote(url.password or "")) == (role, password)
    assert unquote(url.path.removeprefix("/")) == database
    assert (url.hostname, url.port) == ("127.0.0.1", 5432)
