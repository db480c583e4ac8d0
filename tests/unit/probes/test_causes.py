"""A cause that a service names in its own log comes with its cure."""

import pytest

from castmatch.probes.causes import cure

pytestmark = pytest.mark.requirement("R23")


@pytest.mark.parametrize(
    ("line", "next_step"),
    [
        (
            "DETAIL:  The data directory was initialized by PostgreSQL version 15, "
            "which is not compatible with this version 17.6.",
            "the volume belongs to PostgreSQL 15: set castmatch:images.postgres to an image of 15",
        ),
        ("Error: Cannot find module 'express'", "install express in the checkout"),
        ("Error: Cannot find module '@scope/tool/part'", "install @scope/tool/part in the checkout"),
        ("Error [ERR_MODULE_NOT_FOUND]: Cannot find package 'pg' imported from /srv/app/x.js", "install pg in"),
        ("ModuleNotFoundError: No module named 'httpx'", "add httpx to the checkout's requirements.txt"),
    ],
    ids=["another major version", "a package", "a scoped package", "a package of a module", "a python package"],
)
def test_a_known_cause_has_a_fix(line: str, next_step: str) -> None:
    assert str(cure([line])).startswith(next_step)


@pytest.mark.parametrize(
    "line",
    [
        "Error: Cannot find module './talent.js'",
        "Error: Cannot find module '/srv/app/src/server.js'",
        "ModuleNotFoundError: No module named 'app.talent'",
    ],
)
def test_a_file_of_the_checkouts_own_cannot_be_installed(line: str) -> None:
    assert cure([line]) is None


def test_of_several_causes_the_last_one_counts() -> None:
    lines = ["Error: Cannot find module 'express'", "restarting", "Error: Cannot find module 'pg'", "Node.js v24"]

    assert str(cure(lines)).startswith("install pg ")


@pytest.mark.parametrize("lines", [[], ["ready"], ["{not} {0} a form"]], ids=["no lines", "no cause", "braces"])
def test_an_unknown_cause_has_no_cure(lines: list[str]) -> None:
    assert cure(lines) is None
