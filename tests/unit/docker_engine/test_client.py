"""Each reason why there is no Docker Engine has its own fix."""

from collections.abc import Iterator

import docker
import pytest
from docker.errors import DockerException

from castmatch.docker_engine.client import engine, why_no_engine
from castmatch.errors import UserError

ABORTED = "Error while fetching server API version: ('Connection aborted.', {})"
NO_PERMISSION = ABORTED.format("PermissionError(13, 'Permission denied')")
NO_SOCKET = ABORTED.format("FileNotFoundError(2, 'No such file or directory')")
REFUSED = ABORTED.format("ConnectionRefusedError(111, 'Connection refused')")


@pytest.fixture
def no_engine_yet() -> Iterator[None]:
    """The client is remembered for the whole process; the tests here need one that is not."""
    engine.cache_clear()
    yield
    engine.cache_clear()


def test_without_a_docker_program_the_fix_is_to_install_it() -> None:
    error = why_no_engine(NO_SOCKET, installed=False)

    assert error.found == "no docker program on PATH"
    assert error.next_step.startswith("install Docker Engine")


@pytest.mark.parametrize(
    ("reason", "cause"), [(NO_SOCKET, "No such file or directory"), (REFUSED, "Connection refused")]
)
def test_when_it_is_installed_but_silent_the_fix_is_to_start_it(reason: str, cause: str) -> None:
    error = why_no_engine(reason, installed=True)

    assert error.found == f"docker is installed but no engine answers ({cause})"
    assert error.next_step.startswith("start it: sudo systemctl start docker")


@pytest.mark.parametrize("installed", [True, False])
def test_without_permission_the_fix_is_the_docker_group(installed: bool) -> None:
    """Also where only a remote engine's client is here: somebody answered, and said no."""
    error = why_no_engine(NO_PERMISSION, installed)

    assert error.found == "Docker's socket, but no permission to use it"
    assert "usermod -aG docker $USER" in error.next_step


def test_an_unknown_reason_is_shown_in_the_clients_words_but_shortened() -> None:
    error = why_no_engine("something new " * 50, installed=True)

    assert "(something new something new" in error.found
    assert len(error.found) < 200


@pytest.mark.usefixtures("no_engine_yet")
def test_an_engine_that_does_not_answer_is_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCKER_HOST", "unix:///nowhere/docker.sock")

    with pytest.raises(UserError) as caught:
        engine()

    assert caught.value.expected == "a running Docker Engine that you may use"


@pytest.mark.usefixtures("no_engine_yet")
def test_an_engine_that_answered_once_is_asked_again_after_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    """A failure must not be remembered: the developer starts Docker and goes on."""

    def fail(**_: int) -> docker.DockerClient:
        raise DockerException(REFUSED)

    monkeypatch.setattr(docker, "from_env", fail)
    with pytest.raises(UserError):
        engine()
    monkeypatch.setattr(docker, "from_env", lambda **_: Answering())

    assert isinstance(engine(), Answering)


class Answering:
    """A client whose engine answers."""

    def ping(self) -> bool:
        return True
