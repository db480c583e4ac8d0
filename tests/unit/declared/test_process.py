"""A checkout's program is recorded in a process of its own, in the Python that the checkout has."""

import json
from pathlib import Path
from typing import Any

import pytest

from castmatch.declared.process import start_declaring
from castmatch.errors import UserError

pytestmark = pytest.mark.requirement("R17")

REFUSAL = UserError("port 5432 to be free", "postgres (pid 812) holds it", "stop it")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    return tmp_path


def with_python(checkout: Path, answer: dict[str, Any]) -> Path:
    """A checkout with a Python of its own, which answers at once."""
    python = checkout / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(f"#!/bin/sh\ncat <<'END'\n{json.dumps(answer)}\nEND\n")
    python.chmod(0o755)
    return checkout


def declared(checkout: Path) -> dict[str, Any]:
    return start_declaring(checkout, "dev", {"castmatch:portOffset": "7100"}, {}).declared()


def test_the_checkouts_own_python_records_it(checkout: Path) -> None:
    assert declared(with_python(checkout, {"declared": {"exports": {"a": 1}}})) == {"exports": {"a": 1}}


def test_a_refusal_is_the_programs_own_error(checkout: Path) -> None:
    with pytest.raises(UserError) as caught:
        declared(with_python(checkout, {"error": str(REFUSAL)}))

    assert str(caught.value) == str(REFUSAL)


def test_any_other_refusal_is_what_was_found(checkout: Path) -> None:
    with pytest.raises(UserError) as caught:
        declared(with_python(checkout, {"error": "no such image"}))

    assert caught.value.found == "no such image"


def test_a_program_is_run_with_its_own_modules_and_the_settings(checkout: Path) -> None:
    (checkout / "components").mkdir()
    (checkout / "components" / "__init__.py").write_text("WORD = 'its own'\n")
    (checkout / "__main__.py").write_text(
        "import pulumi\nfrom components import WORD\nprint('lost')\n"
        "pulumi.export('found', [WORD, pulumi.get_stack(), pulumi.Config('castmatch').get('portOffset')])\n"
    )

    assert declared(checkout)["exports"] == {"found": ["its own", "dev", "7100"]}


def test_a_program_that_breaks_is_told_by_its_last_lines(checkout: Path) -> None:
    (checkout / "__main__.py").write_text("raise OSError('a mistake')\n")

    with pytest.raises(UserError, match="a mistake") as caught:
        declared(checkout)

    assert caught.value.next_step == f"fix the program in {checkout}"
