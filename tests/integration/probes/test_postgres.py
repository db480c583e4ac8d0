"""The probe of a real PostgreSQL: only a login with the right password counts, and no secret is shown."""

from urllib.parse import quote

import pytest
from docker.models.containers import Container

from castmatch.probes.container import watch
from castmatch.probes.postgres import login
from castmatch.probes.wait import until_ready
from tests.conftest import Published, RunContainer

pytestmark = [pytest.mark.integration, pytest.mark.docker, pytest.mark.requirement("R08")]

PASSWORD = "it's a p@ss/word"
WRONG = "a-wrong-secret"


@pytest.fixture(scope="module")
def server(run_container: RunContainer, postgres_image: str) -> Container:
    environment = {"POSTGRES_PASSWORD": PASSWORD, "POSTGRES_USER": "castmatch_user", "POSTGRES_DB": "castmatch"}
    return run_container(postgres_image, environment=environment, ports={"5432/tcp": ("127.0.0.1", None)})


@pytest.fixture(scope="module")
def port(server: Container, published: Published) -> int:
    """Where the server listens, as soon as it takes logins."""
    found, name = published(server, 5432), str(server.name)
    watched = watch(name, print)
    until_ready("postgres", "a login", lambda: login(url(found)), watched, within=60)
    return found


def url(port: int, user: str = "castmatch_user", password: str = PASSWORD, database: str = "castmatch") -> str:
    return f"postgresql://{user}:{quote(password, safe='')}@127.0.0.1:{port}/{database}"


def test_the_right_login_is_ready_and_says_who_it_is(port: int) -> None:
    result = login(url(port))

    assert (result.ready, result.detail) == (True, "logged in as castmatch_user")
    assert 0 < result.latency_ms < 2000


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ({"password": WRONG}, 'password authentication failed for user "castmatch_user"'),
        ({"user": "nobody_here"}, 'password authentication failed for user "nobody_here"'),
        ({"database": "nowhere"}, 'database "nowhere" does not exist'),
    ],
    ids=["a wrong password", "no such role", "no such database"],
)
def test_a_server_that_runs_is_not_enough(port: int, address: dict[str, str], reason: str) -> None:
    result = login(url(port, **address))

    assert not result.ready
    assert reason in result.detail
    assert WRONG not in result.detail
    assert PASSWORD not in result.detail


def test_the_callers_own_settings_do_not_help_it_in(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The password proven is the URL's, not one that lies about on this machine."""
    monkeypatch.setenv("PGPASSWORD", PASSWORD)

    assert not login(url(port, password="")).ready


def test_a_frozen_server_is_left_in_time(server: Container, port: int) -> None:
    server.pause()
    try:
        result = login(url(port))
    finally:
        server.unpause()

    assert not result.ready
    assert result.latency_ms < 5000


def test_a_stopped_server_is_not_ready(server: Container, port: int) -> None:
    server.stop(timeout=20)

    result = login(url(port))

    assert not result.ready
    assert "Connection refused" in result.detail
