"""What could hurt, the most dangerous first."""

from typing import Any

import pytest

from castmatch.preview.digest import changes
from castmatch.preview.hazards import hazards
from castmatch.preview.model import Cause, Hazard, Operation, Property, ResourceChange, Special
from tests.unit.preview.documents import CONTAINER, IMAGE, READY, VOLUME, sample

pytestmark = pytest.mark.requirement("R17")

PASSWORD = "pulumi-python:dynamic/castmatch:Password"


def change(kind: str, name: str, operation: Operation, **more: Any) -> ResourceChange:
    return ResourceChange(f"urn::{name}", kind, name, operation, **more)


def only(*found: ResourceChange) -> Hazard:
    (hazard,) = hazards(found)
    return hazard


def test_a_stack_as_declared_has_none() -> None:
    assert hazards(changes(sample("nochange"))) == ()


def test_drift_that_is_repaired_is_none() -> None:
    assert hazards(changes(sample("drift"))) == ()


class TestData:
    OLD, NEW = "castmatch-dev-postgres-data", "castmatch-dev-postgres-data2"

    @pytest.mark.parametrize("operation", [Operation.REPLACE, Operation.CHANGE])
    def test_a_renamed_volume_leaves_the_database_empty_and_the_old_one_kept(self, operation: Operation) -> None:
        volume = change(VOLUME, "data", operation, old={"name": self.OLD}, new={"name": self.NEW}, retained=True)

        assert only(volume).text == (
            f"the database starts empty, in volume {self.NEW}; the old volume {self.OLD} is kept, unused"
        )

    def test_one_that_is_not_kept_is_deleted(self) -> None:
        assert (
            "is deleted with everything in it"
            in only(change(VOLUME, "data", Operation.REPLACE, old={"name": self.OLD}, new={"name": self.NEW})).text
        )

    def test_one_that_is_no_longer_declared(self) -> None:
        gone = change(VOLUME, "data", Operation.DELETE, old={"name": self.OLD}, retained=True)

        assert only(gone).text == f"whatever takes its place starts empty; the old volume {self.OLD} is kept, unused"

    def test_one_that_disappeared(self) -> None:
        gone = change(VOLUME, "data", Operation.CREATE, new={"name": self.OLD}, findings=("volume is gone",))

        assert only(gone).text == f"volume {self.OLD} is gone: the database starts empty"

    def test_one_that_loses_what_keeps_it(self) -> None:
        lost = Property("options.retainOnDelete", True, Special.ABSENT, Cause.CHANGE)
        volume = change(
            VOLUME, "data", Operation.CHANGE, old={"name": self.OLD}, new={"name": self.OLD}, properties=(lost,)
        )

        assert only(volume).text == f"volume {self.OLD} loses retainOnDelete: a later run may delete it"

    def test_a_data_directory_that_is_mounted_from_elsewhere(self) -> None:
        moved = Property("volumes[/var/lib/postgresql/data].volumeName", "a", "b", Cause.CHANGE)

        assert "volumeName a → b" in only(change(CONTAINER, "postgres", Operation.CHANGE, properties=(moved,))).text

    def test_caches_and_new_volumes_are_none(self) -> None:
        cache = change(VOLUME, "frontend-build", Operation.DELETE, old={"name": "cache"})

        assert hazards([cache, change(VOLUME, "data", Operation.CREATE, new={"name": self.OLD})]) == ()


class TestImages:
    def image(self, name: str, old: str, new: str, **more: Any) -> ResourceChange:
        return change(IMAGE, name, Operation.REPLACE, old={"name": old, **more}, new={"name": new, **more})

    def test_another_major_of_postgresql_cannot_read_the_data(self) -> None:
        found = only(self.image("postgres-image", "castmatch/postgres:15", "postgres:17.6-bookworm"))

        assert found.text.startswith("PostgreSQL 15 → 17: the data volume is one of 15")
        assert "set castmatch:images.postgres to an image of 15" in found.advice

    def test_a_minor_one_can(self) -> None:
        assert hazards([self.image("postgres-image", "postgres:17.5", "postgres:17.6-bookworm")]) == ()

    @pytest.mark.parametrize(
        ("name", "old", "new", "expected"),
        [
            ("redis-image", "redis:8.2.1-bookworm", "castmatch/redis:7", "redis 8 → 7"),
            ("node-image", "node:22-slim", "registry.example:5000/node:24", "node 22 → 24"),
            ("python-image", "python:3.11", "python:3.13.7-slim", "python 3.11 → 3.13"),
        ],
    )
    def test_other_majors_are_told(self, name: str, old: str, new: str, expected: str) -> None:
        assert only(self.image(name, old, new)).text == f"{expected}: another major version"

    def test_an_image_of_ours_has_a_hash_for_a_tag(self) -> None:
        assert hazards([self.image("ai-image", "castmatch/ai:1234", "castmatch/ai:9f00", build={})]) == ()


class TestContainers:
    def container(self, operation: Operation, old: int, new: int, **more: Any) -> ResourceChange:
        ports = [
            {"name": "castmatch-dev-ai", "ports": [{"internal": 8002, "external": p, "ip": "127.0.0.1"}]}
            for p in (old, new)
        ]
        return change(CONTAINER, "ai", operation, old=ports[0], new=ports[1], **more)

    def test_a_published_port_that_moves(self) -> None:
        assert (
            only(self.container(Operation.CHANGE, 8002, 9002)).text == "ai moves from 127.0.0.1:8002 to 127.0.0.1:9002"
        )

    def test_a_published_port_that_goes(self) -> None:
        before = self.container(Operation.CHANGE, 8002, 8002).old
        closed = change(CONTAINER, "ai", Operation.CHANGE, old=before, new={**before, "ports": []})

        assert only(closed).text == "ai leaves 127.0.0.1:8002"

    def test_a_replacement_says_why(self) -> None:
        why = (Property("image", "a", "b", Cause.CONSEQUENCE, True), Property("memory", 1, 2, Cause.CHANGE))

        assert only(self.container(Operation.REPLACE, 8002, 8002, properties=why)).text == (
            "container castmatch-dev-ai is replaced (image): it does not answer meanwhile"
        )

    def test_a_stopped_one_has_nothing_to_lose(self) -> None:
        assert hazards([self.container(Operation.REPLACE, 8002, 8002, findings=("it is stopped",))]) == ()

    def test_an_update_in_place_is_none(self) -> None:
        assert hazards([self.container(Operation.UPDATE, 8002, 8002)]) == ()

    def test_a_guardian_that_is_switched_off(self) -> None:
        assert only(change(CONTAINER, "guardian", Operation.DELETE, old={"name": "g"})).text.startswith(
            "the guardian is switched off"
        )

    def test_a_service_that_goes(self) -> None:
        assert only(change(CONTAINER, "ai", Operation.DELETE, old={"name": "c-ai"})).text == "container c-ai is removed"


class TestSecrets:
    def with_secret(self, kind: str, cause: Cause) -> ResourceChange:
        found = Property("uploads", Special.MASKED, Special.MASKED_CHANGED, cause)
        return change(kind, "ai", Operation.CHANGE, properties=(found,))

    def test_one_that_was_set_anew(self) -> None:
        assert only(self.with_secret(CONTAINER, Cause.CHANGE)).text == "ai: another secret in uploads"

    def test_one_that_only_follows_is_told_elsewhere(self) -> None:
        assert hazards([self.with_secret(CONTAINER, Cause.CONSEQUENCE), self.with_secret(READY, Cause.CHANGE)]) == ()

    def test_a_password_that_is_generated_anew(self) -> None:
        assert only(change(PASSWORD, "role-password", Operation.REPLACE)).text == (
            "the password role-password is generated again"
        )


def test_the_most_dangerous_comes_first() -> None:
    found = hazards(
        [
            TestContainers().container(Operation.REPLACE, 8002, 9002),
            change(CONTAINER, "guardian", Operation.DELETE, old={"name": "g"}),
            TestImages().image("postgres-image", "postgres:16", "postgres:17"),
            change(VOLUME, "data", Operation.DELETE, old={"name": "d"}, retained=True),
        ]
    )

    assert [hazard.resource for hazard in found] == ["d", "postgres", "guardian", "ai", "ai"]
