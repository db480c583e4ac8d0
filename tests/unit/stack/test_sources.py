"""Where an app's source lives: the developer's checkout when it is whole, else the small service in services/."""

from pathlib import Path

import pytest

from castmatch.errors import UserError
from castmatch.stack.model import Sources
from castmatch.stack.sources import MANIFESTS, AppName, check_sources, source_folder

APPS: tuple[AppName, ...] = ("ai", "backend", "frontend")


@pytest.mark.parametrize("app", APPS)
def test_without_a_checkout_the_small_service_runs(app: AppName, tmp_path: Path) -> None:
    assert source_folder(Sources(), app, tmp_path) == tmp_path / "services" / app


def test_a_relative_checkout_counts_from_the_project(tmp_path: Path) -> None:
    project = tmp_path / "environment"

    assert source_folder(Sources(backend="../backend"), "backend", project) == tmp_path / "backend"


def test_an_absolute_checkout_is_taken_as_it_is(tmp_path: Path) -> None:
    assert source_folder(Sources(ai="/srv/ai"), "ai", tmp_path) == Path("/srv/ai")


def test_a_tilde_is_the_developers_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))

    assert source_folder(Sources(ai="~/ai"), "ai", Path("/project")) == tmp_path / "ai"


@pytest.mark.parametrize("app", APPS)
def test_a_whole_checkout_is_accepted(app: AppName, tmp_path: Path) -> None:
    for manifest in MANIFESTS[app]:
        (tmp_path / manifest).touch()

    check_sources(Sources.model_validate({app: str(tmp_path)}), tmp_path, "Pulumi.dev.yaml")


@pytest.mark.requirement("R19")
def test_a_missing_checkout_is_refused_with_the_folder_that_was_looked_for(tmp_path: Path) -> None:
    with pytest.raises(UserError) as caught:
        check_sources(Sources(frontend="../frontend"), tmp_path / "project", "Pulumi.dev.yaml")

    folder, key, file = tmp_path / "frontend", "castmatch:sources.frontend", "Pulumi.dev.yaml"
    error = caught.value
    assert error.expected == f"in {file}\n          {key}: a checkout with package.json and package-lock.json"
    assert error.found == f"no folder {folder}"
    assert error.next_step == f"clone it to {folder}, or fix {key} in {file}; nothing was touched"


@pytest.mark.requirement("R19")
@pytest.mark.parametrize(
    ("app", "there", "found"),
    [
        ("ai", [], "no requirements.txt in"),
        ("backend", [], "no package.json and no package-lock.json in"),
        ("backend", ["package.json"], "no package-lock.json in"),
        ("frontend", ["package-lock.json"], "no package.json in"),
    ],
)
def test_a_checkout_without_its_manifest_is_refused(app: AppName, there: list[str], found: str, tmp_path: Path) -> None:
    for name in there:
        (tmp_path / name).touch()

    with pytest.raises(UserError) as caught:
        check_sources(Sources.model_validate({app: str(tmp_path)}), tmp_path, "Pulumi.dev.yaml")

    assert caught.value.found == f"{found} {tmp_path}"
    assert "nothing was touched" in caught.value.next_step
