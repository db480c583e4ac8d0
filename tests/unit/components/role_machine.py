"""A machine for the role's resource: its live state or why it cannot be seen, and what was done."""

from dataclasses import dataclass, field
from typing import Any

from castmatch.errors import UserError
from castmatch.roles.declaration import RoleDeclaration
from castmatch.roles.model import Access
from castmatch.roles.reconcile import Outcome
from castmatch.roles.server import ServerAddress

DECLARED = RoleDeclaration.owner("castmatch_user", "a-secret", "castmatch")
SERVER = ServerAddress("127.0.0.1", 5432, "postgres", "an-admin-secret")


@dataclass
class Machine:
    """The live state of the role or why it cannot be seen, and what was done."""

    live: Access | UserError = field(default_factory=DECLARED.desired)
    answers: list[UserError | None] = field(default_factory=lambda: [None])  # to the administrator; the last stays
    entry: tuple[str, ...] = ()  # what differs in pg_hba.conf
    rewritten: bool = False  # whether the file in the container was another one
    warnings: list[str] = field(default_factory=list)
    done: list[Any] = field(default_factory=list)

    def look(self, server: ServerAddress, declaration: RoleDeclaration) -> Access:
        assert (server, declaration.role) == (SERVER, "castmatch_user")
        if isinstance(self.live, UserError):
            raise self.live
        return self.live

    def observe_hba(self, _server: ServerAddress) -> tuple[str, ...]:
        return self.entry

    def restore_hba_file(self, container: str) -> bool:
        assert container == "castmatch-dev-postgres"
        return self.rewritten

    def restore_hba(self, server: ServerAddress) -> None:
        self.done.append(("in force", server))

    def connect_admin(self, _server: ServerAddress, _database: str) -> "Machine":
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if answer:
            raise answer
        return self

    def close(self) -> None:
        return

    def reconcile_role(self, server: ServerAddress, declaration: RoleDeclaration, way_back_in: Any) -> Outcome:
        self.done.append((server, declaration))
        way_back_in()
        return Outcome((), 0.1)
