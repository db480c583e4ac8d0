"""An app's image is rebuilt exactly when something that goes into it changed, and its tag says which it is."""

import shutil
from pathlib import Path

import pytest

from castmatch.stack.sources import MANIFESTS, AppName
from components.app_image import build_files, digest_of, staged
from tests.unit.components.declared import PROJECT, Declared, declare

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
    ours = [file for file in build_files(app, checkout, services) if file.is_relative_to(services)]
    seen = {digest(app, checkout, services)}
    for file in ours:
        file.write_text(file.read_text() + "\n# edited\n")
        seen.add(digest(app, checkout, services))

    assert len(seen) == 1 + len(ours)


def test_equal_manifests_make_equal_images_wherever_they_lie(app: AppName, checkout: Path) -> None:
    """So developers' stacks share them."""
    assert digest(app, checkout) == digest(app, SERVICES / app)


def test_what_moves_from_one_file_to_the_next_is_a_change(tmp_path: Path) -> None:
    first, second = tmp_path / "a", tmp_path / "b"
    first.write_text("xy")
    second.write_text("z")
    before = digest_of([first, second])
    first.write_text("x")
    second.write_text("yz")

    assert digest_of([first, second]) != before


def test_the_build_context_is_exactly_what_the_dockerfile_copies(app: AppName, checkout: Path) -> None:
    dockerfile = (SERVICES / app / "Dockerfile").read_text()
    names = {file.name for file in build_files(app, checkout, SERVICES)}

    copied = {
        source.removesuffix("*")  # Docker's way to say "if it is there"
        for line in dockerfile.splitlines()
        if line.startswith("COPY ")
        for source in [word for word in line.split()[1:] if not word.startswith("--")][:-1]
    }

    assert copied == names - {"Dockerfile"}


class TestStaged:
    def test_only_the_files_of_the_image_are_sent_to_docker(self, app: AppName, checkout: Path) -> None:
        """A checkout can hold a gigabyte of node_modules."""
        (checkout / "node_modules").mkdir()
        files = build_files(app, checkout, SERVICES)

        folder = staged(files, digest_of(files))

        assert {file.name for file in folder.iterdir()} == {file.name for file in files}
        assert all((folder / file.name).read_bytes() == file.read_bytes() for file in files)

    def test_other_contents_are_staged_elsewhere(self, app: AppName, checkout: Path) -> None:
        files = build_files(app, checkout, SERVICES)
        before = staged(files, digest_of(files))
        (checkout / MANIFESTS[app][0]).write_text("edited")

        after = staged(files, digest_of(files))

        assert after != before
        assert (before / MANIFESTS[app][0]).read_text() != "edited"

    def test_a_file_is_staged_whole_or_not_at_all(
        self, app: AppName, checkout: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A copy killed half-way must not stay under the file's name: the image would be built from it for ever."""
        files = build_files(app, checkout, SERVICES)

        def killed(_file: Path, _target: Path) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr(Path, "home", lambda: checkout)
        with monkeypatch.context() as patch:
            patch.setattr(Path, "replace", killed)
            with pytest.raises(KeyboardInterrupt):
                staged(files, digest_of(files))
        folder = staged(files, digest_of(files))

        assert all((folder / file.name).read_bytes() == file.read_bytes() for file in files)

    def test_programs_are_executable_and_the_rest_is_not(self, app: AppName, checkout: Path) -> None:
        """Modes belong to the image too, whatever the developer's umask."""
        files = build_files(app, checkout, SERVICES)

        folder = staged(files, digest_of(files))

        modes = {file.name: file.stat().st_mode & 0o777 for file in folder.iterdir()}
        assert modes.pop("entrypoint.sh") == 0o755
        assert {name for name, mode in modes.items() if mode != 0o644} <= {"reload.py"}


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
