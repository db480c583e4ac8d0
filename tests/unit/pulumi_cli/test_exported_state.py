"""A stack's state is read with its secrets in plain text, as previews need them."""

from typing import Any

import pytest

from castmatch.pulumi_cli.exported_state import inputs

pytestmark = pytest.mark.requirement("R17")

SECRET = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", "plaintext": '"s3cret"'}
STATE: dict[str, Any] = {
    "deployment": {
        "resources": [
            {"type": "pulumi:pulumi:Stack"},
            {
                "type": "pulumi-python:dynamic/castmatch:PostgresRole",
                "inputs": {"role": "castmatch_user", "password": SECRET, "databases": [{"owner": "castmatch_user"}]},
                "outputs": {"role": "castmatch_user", "server": "15.4"},
            },
        ]
    }
}


def test_the_inputs_of_one_type_are_read_with_their_secrets() -> None:
    assert inputs(STATE, "PostgresRole") == [
        {"role": "castmatch_user", "password": "s3cret", "databases": [{"owner": "castmatch_user"}]}
    ]


@pytest.mark.parametrize("state", [STATE, {"version": 3}], ids=["of another type", "an empty stack"])
def test_there_may_be_none(state: dict[str, Any]) -> None:
    assert inputs(state, "Ready") == []
