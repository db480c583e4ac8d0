"""What others use of this package. Apart from it, so that who only checks a name loads no database driver."""

from castmatch.roles.changes import Change
from castmatch.roles.declaration import DatabaseDeclaration, RoleDeclaration
from castmatch.roles.describe import describe
from castmatch.roles.document import from_document, to_document
from castmatch.roles.errors import (
    AdminRefused,
    CannotReconcile,
    CannotRemove,
    DatabaseRefused,
    ForeignCluster,
    LoginRefused,
    Pending,
    Refusal,
    Superseded,
    Unreachable,
)
from castmatch.roles.model import Access
from castmatch.roles.plan import plan
from castmatch.roles.privileges import ALL, NOTHING, READ, WRITE, Privileges
from castmatch.roles.reconcile import Outcome, look, prove, reconcile
from castmatch.roles.remove import remove
from castmatch.roles.sentences import action, finding
from castmatch.roles.server import ServerAddress
from castmatch.roles.url import database_url
from castmatch.roles.verify import verify_login

__all__ = [
    "ALL",
    "NOTHING",
    "READ",
    "WRITE",
    "Access",
    "AdminRefused",
    "CannotReconcile",
    "CannotRemove",
    "Change",
    "DatabaseDeclaration",
    "DatabaseRefused",
    "ForeignCluster",
    "LoginRefused",
    "Outcome",
    "Pending",
    "Privileges",
    "Refusal",
    "RoleDeclaration",
    "ServerAddress",
    "Superseded",
    "Unreachable",
    "action",
    "database_url",
    "describe",
    "finding",
    "from_document",
    "look",
    "plan",
    "prove",
    "reconcile",
    "remove",
    "to_document",
    "verify_login",
]
