"""An app's image is rebuilt exactly when something that goes into it changed, and its tag says which it is."""

import shutil
from pathlib import Path

import pytest

from castmatch.declared.model import Declared
from castmatch.stack.build_context import digest_of
from castmatch.stack.sources import MANIFESTS, AppName
from components.app_image import build_files
from tests.unit.components.declared import PROJECT, declare

SERVICES = PROJECT / "services"
APPS: tuple[AppName, ...] = ("ai", "backend", "frontend")


@pytest.fixture(params=APPS)
def app(request: pytest.FixtureRequest) -> AppName:
    name: AppName = request.param
    return name


@pytest.fixture
def checkout(app: AppName, tmp_path: Path) -> Path:
    """A developer's checkout, with the manifests of the small service."""
    folder = tmp_path / "checkout"
    folder.mkdir()
    for manifest in MANIFESTS[app]:
        shutil.copy(SERVICES / app / manifest, folder)
    return folder


def digest(app: AppName, source: Path, services: Path = SERVICES) -> str:
    return digest_of(build_files(app, source, services))


def test_an_edit_of_the_source_does_not_change_it(app: AppName, checkout: Path) -> None:
    before = digest(app, checkout)
    (checkout / "server.js").write_text("console.log('edited')")

    assert digest(app, checkout) == before


def test_an_edit_of_any_manifest_does(app: AppName, checkout: Path) -> None:
    seen = {digest(app, checkout)}
    for manifest in MANIFESTS[app]:
        with (checkout / manifest).open("a") as file:
            file.write("\n")
        seen.add(digest(app, checkout))

    assert len(seen) == 1 + len(MANIFESTS[app])


def test_an_edit_of_anything_of_ours_in_the_image_does(app: AppName, checkout: Path, tmp_path: Path) -> None:
    services = tmp_path / "services"
    shutil.copytree(SERVICES, services, ignore=shutil.ignore_patterns("node_modules", ".next", "__pycache__"))
    ours = [file for file in build_files(app, checkout, services).values() if file.is_relative_to(services)]
    seen = {digest(app, checkout, services)}
    for file in ours:
        file.write_text(file.read_text() + "\n# edited\n")
        seen.add(digest(app, checkout, services))

    assert len(seen) == 1 + len(ours)


def test_equal_manifests_make_equal_images_wherever_they_lie(app: AppName, checkout: Path) -> None:
    """So developers' stacks share them."""
    assert digest(app, checkout) == digest(app, SERVICES / app)


def test_the_build_context_is_exactly_what_the_dockerfile_copies(app: AppName, checkout: Path) -> None:
    dockerfile = (SERVICES / app / "Dockerfile").read_text()
    names = set(build_files(app, checkout, SERVICES))

    copied = {
        source.removesuffix("*")  # Docker's way to say "if it is there"
        for line in dockerfile.splitlines()
        if line.startswith("COPY ")
        for source in [word for word in line.split()[1:] if not word.startswith("--")][:-1]
    }

    assert copied == names - {"Dockerfile"}


def test_the_declared_image_has_the_digest_in_its_tag_and_among_its_triggers(dev: Declared, app: AppName) -> None:
    inputs = dev.one("RemoteImage", f"{app}-image").inputs

    content = inputs["triggers"]["content"]
    assert content == digest(app, SERVICES / app)
    assert inputs["name"] == f"castmatch/{app}:{content[:12]}"


def test_a_new_base_image_makes_a_new_image(dev: Declared, app: AppName) -> None:
    base = "python-image" if app == "ai" else "node-image"
    inputs = dev.one("RemoteImage", f"{app}-image").inputs
    named = dev.one("RemoteImage", base).inputs["name"]

    assert inputs["triggers"]["base"] == f"sha256:{named}"
    assert inputs["build"]["buildArgs"] == {"BASE": named}


def test_another_stack_with_the_same_settings_uses_the_same_image(dev: Declared, app: AppName) -> None:
    other = declare("other", {"portOffset": 100})

    assert other.one("RemoteImage", f"{app}-image").inputs == dev.one("RemoteImage", f"{app}-image").inputs
