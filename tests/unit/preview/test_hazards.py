"""The hazards of changes, the most dangerous first. Those of roles: test_hazards_of_roles.py."""

from typing import Any

import pytest

from castmatch.preview.digest import changes
from castmatch.preview.hazards import hazards
from castmatch.preview.model import Cause, Operation, Property, ResourceChange, Special
from tests.unit.preview.documents import CONTAINER, IMAGE, READY, VOLUME, sample

pytestmark = pytest.mark.requirement("R17")

PASSWORD = "pulumi-python:dynamic/castmatch:Password"
CHANGE, CREATE, DELETE, REPLACE = Operation.CHANGE, Operation.CREATE, Operation.DELETE, Operation.REPLACE
OLD, NEW = {"name": "pg-data"}, {"name": "pg-data2"}
LOST = Property("options.retainOnDelete", True, Special.ABSENT, Cause.CHANGE)
MOVED = Property("volumes[/var/lib/postgresql/data].volumeName", "a", "b", Cause.CHANGE)
WHY = (Property("image", "a", "b", Cause.CONSEQUENCE, True), Property("memory", 1, 2, Cause.CHANGE))


def change(kind: str, name: str, operation: Operation, *properties: Property, **more: Any) -> ResourceChange:
    return ResourceChange(f"urn::{name}", kind, name, operation, properties=properties, **more)


def image(name: str, old: str, new: str, **more: Any) -> ResourceChange:
    return change(IMAGE, name, REPLACE, old={"name": old, **more}, new={"name": new, **more})


def ai(operation: Operation, new_port: int | None, *properties: Property, **more: Any) -> ResourceChange:
    """The AI service, published on port 8002 before."""
    old, new = (
        {"name": "c-ai", "ports": [{"internal": 8002, "external": port, "ip": "127.0.0.1"}] if port else []}
        for port in (8002, new_port)
    )
    return change(CONTAINER, "ai", operation, *properties, old=old, new=new, **more)


def secret(kind: str, cause: Cause) -> ResourceChange:
    return change(kind, "ai", CHANGE, Property("uploads", Special.MASKED, Special.MASKED_CHANGED, cause))


@pytest.mark.parametrize(
    ("found", "text"),
    [
        (
            change(VOLUME, "data", operation, old=OLD, new=NEW, retained=True),
            "the database starts empty, in volume pg-data2; the old volume pg-data is kept, unused",
        )
        for operation in (REPLACE, CHANGE)
    ]
    + [
        (
            change(VOLUME, "data", REPLACE, old=OLD, new=NEW),
            "the database starts empty, in volume pg-data2; the old volume pg-data is deleted with everything in it",
        ),
        (
            change(VOLUME, "data", DELETE, old=OLD, retained=True),
            "whatever takes its place starts empty; the old volume pg-data is kept, unused",
        ),
        (
            change(VOLUME, "data", CREATE, new=OLD, findings=("volume is gone",)),
            "volume pg-data is gone: the database starts empty",
        ),
        (
            change(VOLUME, "data", CHANGE, LOST, old=OLD, new=OLD),
            "volume pg-data loses retainOnDelete: a later run may delete it",
        ),
        (
            change(CONTAINER, "postgres", CHANGE, MOVED),
            f"PostgreSQL's data directory is mounted from elsewhere: {MOVED.path} a → b",
        ),
        (
            image("postgres-image", "castmatch/postgres:15", "postgres:17.6-bookworm"),
            "PostgreSQL 15 → 17: the data volume is one of 15 and can't be read by 17, so `up` will fail",
        ),
        (image("redis-image", "redis:8.2.1-bookworm", "castmatch/redis:7"), "redis 8 → 7: another major version"),
        (image("node-image", "node:22", "registry.example:5000/node:24"), "node 22 → 24: another major version"),
        (image("python-image", "python:3.11", "python:3.13.7"), "python 3.11 → 3.13: another major version"),
        (ai(CHANGE, 9002), "ai moves from 127.0.0.1:8002 to 127.0.0.1:9002"),
        (ai(CHANGE, None), "ai leaves 127.0.0.1:8002"),
        (ai(REPLACE, 8002, *WHY), "container c-ai is replaced (image): it does not answer meanwhile"),
        (
            change(CONTAINER, "guardian", DELETE, old={"name": "g"}),
            "the guardian is switched off: a role that breaks stays broken until the next `up`",
        ),
        (change(CONTAINER, "ai", DELETE, old={"name": "c-ai"}), "container c-ai is removed"),
        (secret(CONTAINER, Cause.CHANGE), "ai: another secret in uploads"),
        (change(PASSWORD, "role-password", REPLACE), "the password role-password is generated again"),
    ],
)
def test_each_hazard_is_one_sentence(found: ResourceChange, text: str) -> None:
    assert [hazard.text for hazard in hazards([found])] == [text]


@pytest.mark.parametrize(
    "found",
    [
        change(VOLUME, "frontend-build", DELETE, old={"name": "cache"}),
        change(VOLUME, "data", CREATE, new=OLD),
        image("postgres-image", "postgres:17.5", "postgres:17.6-bookworm"),
        image("ai-image", "castmatch/ai:1234", "castmatch/ai:9f00", build={}),
        ai(REPLACE, 8002, findings=("it is stopped",)),
        ai(Operation.UPDATE, 8002),
        secret(CONTAINER, Cause.CONSEQUENCE),
        secret(READY, Cause.CHANGE),
    ],
    ids=[
        *("a cache", "a new volume", "a minor version", "an image of ours, whose tag is a hash"),
        *("a stopped container", "an update in place", "a secret that only follows", "the address that a check asks"),
    ],
)
def test_what_loses_nothing_is_no_hazard(found: ResourceChange) -> None:
    assert hazards([found]) == ()


@pytest.mark.parametrize("name", ["nochange", "drift"])
def test_neither_a_stack_as_declared_nor_a_repair_is_a_hazard(name: str) -> None:
    assert hazards(changes(sample(name))) == ()


def test_the_advice_against_another_postgresql_names_the_setting() -> None:
    (found,) = hazards([image("postgres-image", "postgres:15", "postgres:17")])

    assert "set castmatch:images.postgres to an image of 15" in found.advice


def test_the_most_dangerous_comes_first() -> None:
    found = hazards(
        [
            ai(REPLACE, 9002),
            change(CONTAINER, "guardian", DELETE, old={"name": "g"}),
            image("postgres-image", "postgres:16", "postgres:17"),
            change(VOLUME, "data", DELETE, old={"name": "d"}, retained=True),
        ]
    )

    assert [hazard.resource for hazard in found] == ["d", "postgres", "guardian", "ai", "ai"]
