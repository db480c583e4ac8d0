"""The exported Compose file of six configs: valid, the same from run to run, and without a secret. No Docker needed."""

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from tests.e2e.compose.configs import CHAT_KEY, MOST_NAMES, SECRET, others
from tests.e2e.compose.conftest import Export
from tests.e2e.compose.programs import COMMANDS, needed, run

# Debian's docker-compose brings the Compose specification's schema.
SCHEMA = Path("/usr/lib/python3/dist-packages/compose/config/compose_spec.json")


@pytest.fixture(scope="session")
def schema() -> dict[str, Any]:
    if not SCHEMA.exists():
        pytest.skip(f"the Compose specification's schema is not at {SCHEMA} (Debian: apt-get install docker-compose)")
    found: dict[str, Any] = json.loads(SCHEMA.read_text())
    return found


@pytest.fixture(scope="session")
def folder(export: Export) -> Path:
    return export.files()


@pytest.fixture(scope="session")
def text(folder: Path) -> str:
    return (folder / "compose.yaml").read_text()


def test_it_is_valid_by_the_compose_specification(text: str, schema: dict[str, Any]) -> None:
    document = yaml.safe_load(text)

    jsonschema.Draft201909Validator(schema).validate(document)
    assert {"postgres", "redis", "ai", "backend", "frontend"} <= set(document["services"])


def test_the_schema_refuses_what_is_wrong(text: str, schema: dict[str, Any]) -> None:
    """So that the test before can fail."""
    document = yaml.safe_load(text)
    document["services"]["backend"]["mem_limits"] = "512m"

    with pytest.raises(jsonschema.ValidationError, match="mem_limits"):
        jsonschema.Draft201909Validator(schema).validate(document)


@pytest.mark.parametrize("command", COMMANDS)
def test_compose_itself_finds_nothing_wrong_and_prints_no_secret(export: Export, folder: Path, command: str) -> None:
    """Neither an error nor a warning."""
    done = run([*needed(command).split(), "config"], folder, export.environment)

    assert (done.returncode, done.stderr) == (0, "")
    assert "role-password" in done.stdout
    assert not [secret for secret in export.secrets() if secret in done.stdout]


@pytest.mark.parametrize("export", [MOST_NAMES, *others(MOST_NAMES)], indirect=True)
def test_it_is_the_same_from_run_to_run(export: Export, folder: Path, text: str) -> None:
    """Whatever order Python's sets have, and whether it is printed or written."""
    again = [export.castmatch(PYTHONHASHSEED=seed).stdout for seed in ("1", "2")]

    assert again == [text, text]


def test_only_the_files_in_secrets_hold_a_secret(export: Export, folder: Path, text: str) -> None:
    """And those that hold one are in a folder that its owner alone can enter."""
    secrets = export.secrets()

    holders = {file.relative_to(folder).parts[0] for file in holding(secrets, folder)}

    assert len(secrets) >= 3
    assert (CHAT_KEY in secrets) is (export.name == f"x-{SECRET}")
    assert holders == {"secrets"}
    assert not [secret for secret in secrets if secret in text]
    assert folder.stat().st_mode & 0o077 == 0


def test_no_password_stands_in_it_as_a_stand_in_either(text: str) -> None:
    """The recording's stand-ins for passwords belong in the files alone."""
    assert "postgres-role-password" in text
    assert not re.search(r"password-of-", text)


def holding(secrets: list[str], folder: Path) -> list[Path]:
    """The files below a folder in which a secret stands."""
    files = [file for file in folder.rglob("*") if file.is_file()]
    return [file for file in files if any(secret in file.read_text(errors="replace") for secret in secrets)]
