"""The services' own tests, in the images in which the services run."""

import re

import docker
import pytest

from castmatch.stack.images import BaseName, base_image
from castmatch.stack.model import Images
from castmatch.stack.sources import AppName
from components.app_image import build_files
from castmatch.stack.build_context import digest_of, staged
from tests.base_images import image_settings
from tests.e2e.project import PROJECT

pytestmark = [pytest.mark.integration, pytest.mark.docker]

RUNNERS: dict[AppName, tuple[BaseName, list[str]]] = {
    "ai": (
        "python",
        ["python", "-m", "unittest", "discover", "--start-directory", "tests", "--top-level-directory", "."],
    ),
    "backend": ("node", ["node", "--test"]),
    "frontend": ("node", ["node", "--test"]),
}


@pytest.mark.requirement("R10")
@pytest.mark.requirement("R12")
@pytest.mark.parametrize("app", RUNNERS)
def test_the_tests_of_a_service_pass_in_its_image(app: AppName) -> None:
    """As an arbitrary user, with the source mounted as in the environment."""
    base, command = RUNNERS[app]
    reference = base_image(Images(**image_settings().get("images", {})), base)

    output = run(build(app, reference), command, app)

    assert re.search(r"tests [1-9]|Ran [1-9]", output), output


def build(app: AppName, base: str) -> str:
    """Build the image from the same files as the stack does; its id."""
    files = build_files(app, PROJECT / "services" / app, PROJECT / "services")
    folder = staged(files, digest_of(files))
    image, _ = docker.from_env().images.build(path=str(folder), buildargs={"BASE": base}, rm=True)
    return str(image.id)


def run(image: str, command: list[str], app: AppName) -> str:
    """Run a command over the mounted source; everything it printed, and its exit code when that is not 0."""
    container = docker.from_env().containers.run(
        image,
        command,
        entrypoint="",
        user="12345:12345",
        working_dir="/srv/app",
        volumes={str(PROJECT / "services" / app): {"bind": "/srv/app", "mode": "ro"}},
        detach=True,
    )
    try:
        code = container.wait(timeout=300)["StatusCode"]
        output = container.logs().decode()
    finally:
        container.remove(force=True)
    assert code == 0, output
    return output
