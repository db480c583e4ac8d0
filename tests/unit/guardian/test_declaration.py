"""The guardian's document reads back as it was written, and is never shown."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from castmatch.errors import UserError
from castmatch.guardian.declaration import GuardianDeclaration, Server, parse, read
from castmatch.guardian.role_reconcilers import reconcilers
from castmatch.roles.declaration import DatabaseDeclaration, RoleDeclaration
from castmatch.roles.privileges import READ

DECLARED = GuardianDeclaration(
    "dev",
    Server("postgres", 5432, "postgres", "the admin's secret"),
    (
        RoleDeclaration.owner("castmatch_user", "a secret", "castmatch"),
        RoleDeclaration(
            "reader", "another", (DatabaseDeclaration("castmatch", "castmatch_user", ("public", "casting"), READ),)
        ),
    ),
    interval=0.5,
)


@pytest.fixture
def document() -> dict[str, Any]:
    written: dict[str, Any] = json.loads(json.dumps(DECLARED.as_document()))
    return written


def test_it_reads_back_as_it_was_written(document: dict[str, Any], tmp_path: Path) -> None:
    file = tmp_path / "guardian.json"
    file.write_text(json.dumps(document))

    assert read(file) == DECLARED


def test_an_omitted_setting_has_a_default(document: dict[str, Any]) -> None:
    for key in ("interval", "prove_every", "mode"):
        del document[key]

    found = parse(document)

    assert (found.interval, found.prove_every, found.mode) == (1.0, 3.0, "repair")


def test_there_is_a_reconciler_for_each_role() -> None:
    assert [reconciler.name for reconciler in reconcilers(DECLARED)] == ["castmatch_user", "reader"]


def test_with_the_shared_socket_pg_hba_and_the_administrator_come_first() -> None:
    """Each repair of a role depends on them."""
    shared = replace(DECLARED, server=replace(DECLARED.server, admin_host="/var/run/postgresql"))

    names = [reconciler.name for reconciler in reconcilers(shared)]

    assert names == ["pg_hba.conf", "administrator postgres", "castmatch_user", "reader"]


def test_it_shows_no_secret() -> None:
    assert "secret" not in repr(DECLARED)


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"server": "secret"}', "secret", json.dumps({**DECLARED.as_document(), "mode": "secret"})],
    ids=["nothing", "a list", "empty", "half", "no JSON", "no such mode"],
)
def test_an_invalid_document_is_refused_without_quoting_it(text: str, tmp_path: Path) -> None:
    file = tmp_path / "guardian.json"
    file.write_text(text)

    with pytest.raises(UserError) as caught:
        read(file)

    assert caught.value.expected == f"the guardian's declaration in {file}"
    assert "secret" not in str(caught.value)


def test_a_missing_file_is_named_as_the_cause(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="No such file"):
        read(tmp_path / "guardian.json")
