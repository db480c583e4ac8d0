"""`castmatch reconcile`: waits for a server with words, gives up in time, and mends who gets in before each role."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from castmatch.errors import UserError
from castmatch.guardian import once
from castmatch.guardian.declaration import GuardianDeclaration, Server
from castmatch.guardian.once import Patience, reconcile_once, run
from castmatch.roles.declaration import RoleDeclaration
from castmatch.roles.errors import AdminRefused, CannotReconcile, Unreachable

GROUP = RoleDeclaration("staff", None)
OWNER = RoleDeclaration.owner("castmatch_user", "the role's secret", "castmatch")
WHERE = Server("postgres", 5432, "postgres", "the admin's secret", "/var/run/postgresql", "castmatch-dev-postgres")
DECLARED = GuardianDeclaration("dev", WHERE, (GROUP, OWNER))
DOWN = Unreachable("postgres:5432", "connection refused")


@dataclass
class Stage:
    """A server that comes up, or not, and what is done to it; time goes by as it is slept."""

    connects: list[Exception] = field(default_factory=list)  # one for each try, until it lets in
    reconciles: list[Exception] = field(default_factory=list)
    mends: tuple[str, ...] = ()
    hba: tuple[str, ...] = ()
    now: float = 0.0
    done: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def connect(self, server: Any) -> SimpleNamespace:
        assert server.admin_host == "", "over TCP: on the socket it listens while it initialises as well"
        if self.connects:
            raise self.connects.pop(0)
        self.done.append("connected")
        return SimpleNamespace(close=lambda: None)

    def repair_admin(self, _socket: Any, admin: Any, known: list[Any]) -> list[SimpleNamespace]:
        self.done.append(f"administrator {admin.name}, known {[login.role for login in known]}")
        return [SimpleNamespace(finding=text, action=f"mend it ({admin.container})") for text in self.mends]

    def restore_hba(self, _server: Any) -> tuple[str, ...]:
        self.done.append("pg_hba.conf")
        return self.hba

    def reconcile(self, _server: Any, role: RoleDeclaration) -> SimpleNamespace:
        if self.reconciles:
            raise self.reconciles.pop(0)
        self.done.append(role.role)
        return SimpleNamespace(changes=(f"change of {role.role}",), seconds=0.25)

    def patience(self, seconds: float = 120.0) -> Patience:
        return Patience(seconds, lambda: self.now, self.sleep)

    def sleep(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def stage(monkeypatch: pytest.MonkeyPatch) -> Stage:
    found = Stage()
    monkeypatch.setattr(once, "connect_admin", found.connect)
    monkeypatch.setattr(once, "repair_admin", found.repair_admin)
    monkeypatch.setattr(once, "restore_hba", found.restore_hba)
    monkeypatch.setattr(once, "reconcile", found.reconcile)
    monkeypatch.setattr(once, "action", lambda change: f"made: {change}")
    return found


def reconcile(stage: Stage, seconds: float = 120.0) -> None:
    reconcile_once(DECLARED, stage.said.append, stage.patience(seconds))


@pytest.mark.requirement("R15")
class TestOrder:
    def test_first_who_gets_in_then_each_role_as_declared(self, stage: Stage) -> None:
        reconcile(stage)

        assert stage.done == [
            "connected",
            "administrator postgres, known ['castmatch_user']",
            "pg_hba.conf",
            "staff",
            "castmatch_user",
        ]

    def test_a_server_that_refuses_the_administrator_is_there_all_the_same(self, stage: Stage) -> None:
        """His password is lost; the socket lets him in."""
        stage.connects = [AdminRefused("postgres:5432", "postgres", "password authentication failed")]

        reconcile(stage)

        assert stage.now == 0
        assert stage.done[-1] == "castmatch_user"

    def test_every_change_is_told(self, stage: Stage) -> None:
        stage.mends, stage.hba = ("the password is another",), ("a rule is missing",)

        reconcile(stage)

        assert stage.said == [
            "the password is another: mend it (castmatch-dev-postgres)",
            "a rule is missing: write pg_hba.conf as declared and reload it",
            "staff: made: change of staff",
            "staff: reconciled and proven in 0.2 s",
            "castmatch_user: made: change of castmatch_user",
            "castmatch_user: reconciled and proven in 0.2 s",
        ]

    def test_a_role_that_cannot_be_reconciled_ends_it_at_once(self, stage: Stage) -> None:
        stage.reconciles = [CannotReconcile("staff", "42501", "no permission", "grant it")]

        with pytest.raises(CannotReconcile):
            reconcile(stage)

        assert stage.now == 0
        assert "castmatch_user" not in stage.done


@pytest.mark.requirement("R09")
class TestPatience:
    def test_it_waits_until_the_server_answers(self, stage: Stage) -> None:
        stage.connects = [DOWN] * 30

        reconcile(stage)

        assert 2.9 < stage.now < 3.1
        assert stage.done[-1] == "castmatch_user"

    def test_one_that_goes_away_in_between_is_waited_for_again(self, stage: Stage) -> None:
        """The image restarts it once after the first initialisation."""
        stage.reconciles = [DOWN, DOWN]

        reconcile(stage)

        assert stage.done.count("pg_hba.conf") == 3
        assert stage.done[-2:] == ["staff", "castmatch_user"]

    @pytest.mark.requirement("R13")
    def test_it_gives_up_with_the_reason(self, stage: Stage) -> None:
        stage.connects = [DOWN] * 10_000

        with pytest.raises(UserError, match="connection refused"):
            reconcile(stage, seconds=120)

        assert 120 < stage.now < 121
        assert stage.done == []

    def test_a_long_wait_is_told_every_five_seconds(self, stage: Stage) -> None:
        stage.connects = [DOWN] * 160

        reconcile(stage)

        waits = [text for text in stage.said if text.startswith("waiting")]
        assert len(waits) == 3
        assert waits[0] == "waiting 5 s for PostgreSQL at postgres:5432 (connection refused)"

    def test_a_short_one_is_not(self, stage: Stage) -> None:
        stage.connects = [DOWN] * 40

        reconcile(stage)

        assert not [text for text in stage.said if text.startswith("waiting")]


class TestCommand:
    @pytest.fixture
    def document(self, tmp_path: Path) -> Path:
        file = tmp_path / "reconcile.json"
        file.write_text(json.dumps(DECLARED.as_document()))
        return file

    def test_it_ends_with_0_and_shows_no_secret(
        self, stage: Stage, document: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert run(document) == 0

        assert stage.done[-1] == "castmatch_user"
        printed = capsys.readouterr().out
        assert "castmatch_user: reconciled and proven" in printed
        assert "secret" not in printed

    def test_without_a_document_nothing_is_touched(self, stage: Stage, tmp_path: Path) -> None:
        with pytest.raises(UserError, match="No such file"):
            run(tmp_path / "none.json")

        assert stage.done == []
