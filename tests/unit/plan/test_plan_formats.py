"""Whatever the format: no secret in it, the same from run to run, and of every stack."""

import re
from dataclasses import replace

import pytest

from castmatch.plan.make import FORMATS
from castmatch.plan.model import Plan
from tests.unit.plan.conftest import KEY, MANY, planned

SECRETS = (KEY, "password-of-", "sesame", "digest:")


@pytest.mark.requirement("R28")
@pytest.mark.parametrize("name", FORMATS)
def test_no_secret_is_in_any_format(many: Plan, name: str) -> None:
    assert [secret for secret in SECRETS if secret in FORMATS[name](many)] == []
    (ai,) = (found.inputs for found in many.resources if (found.name, found.short_kind) == ("ai", "Container"))
    assert {upload["content"] for upload in ai["uploads"]} == {"secret"}  # so there was one to be seen
    assert "CHAT_ENDPOINT=https://anna:***@llm.example/v1" in ai["envs"]


@pytest.mark.parametrize("name", FORMATS)
def test_it_is_the_same_from_run_to_run(many: Plan, name: str, home: object) -> None:
    assert FORMATS[name](planned(MANY, KEY)) == FORMATS[name](many)


def test_mermaid_draws_each_kind_in_its_shape(default: Plan) -> None:
    head, *lines = FORMATS["mermaid"](default).splitlines()

    assert head == "flowchart LR"
    keys = dict(re.findall(r'(n\d+)(?:\["|\{\{"|\[\(")([\w-]+)', "\n".join(lines)))
    arrows = {(keys[one], keys[other]) for one, other in re.findall(r"(n\d+) --> (n\d+)", "\n".join(lines))}
    assert {("backend", "redis"), ("castmatch_user", "postgres"), ("postgres", "data")} <= arrows
    assert len(lines) == len(default.graph.boxes) + len(default.graph.needs)
    assert any(re.fullmatch(r'  n\d+\{\{"castmatch#95;user<br/>.*"\}\}', line.replace("_", "#95;")) for line in lines)


def test_text_tells_the_tree_the_dependencies_the_settings_and_the_verdict(default: Plan) -> None:
    lines = FORMATS["text"](default).splitlines()

    assert lines[0] == "CastMatch, stack anna: nothing was started"
    assert lines[-1] == default.verdict == f"{len(default.resources)} resources, 13 gates met, no exceptions"
    cells = [re.split(r" {2,}", line.strip()) for line in lines]
    assert ["redis", "service", "127.0.0.1:6379"] in cells
    assert ["castmatch_user", "role", "owns castmatch", "needs postgres"] in cells
    assert ["ports.frontend", "3001", "default"] in cells


def test_the_branches_of_the_tree_are_seen(default: Plan) -> None:
    tree = FORMATS["text"](default).split("\n\n")[1].splitlines()

    assert [line[:25].rstrip() for line in tree if re.search("─ redis", line)] == [
        "     ├─ redis",
        "     │  ├─ redis-image",
        "     │  ├─ redis-password",
        "     │  ├─ redis",
        "     │  └─ redis-ready",
    ]


def test_text_lists_exceptions_in_force(many: Plan) -> None:
    text = FORMATS["text"](many)

    assert "memory-limit does not hold for backend until 2999-01-31: profiling it" in text
    assert text.endswith("resources, 12 of 13 gates met, 1 exception\n")


def test_text_says_so_when_there_is_no_stack_file(default: Plan) -> None:
    assert "settings (Pulumi.anna.yaml is not there: all defaults)" in FORMATS["text"](replace(default, file=""))
