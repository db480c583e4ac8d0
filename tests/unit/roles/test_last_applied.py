"""The digest of a declaration differs for any two, and reveals nothing of either. (The record: integration.)"""

from dataclasses import replace

import pytest

from castmatch.roles.declaration import RoleDeclaration
from castmatch.roles.document import from_document, to_document
from castmatch.roles.last_applied import REMOVED, digest_of
from castmatch.roles.model import Attributes, Setting
from castmatch.roles.privileges import WRITE
from tests.unit.roles.states import OWNER_DECLARED, READER_DECLARED

[ITS_DATABASE] = READER_DECLARED.databases
OTHERS = {
    "another name": replace(READER_DECLARED, role="another_reader"),
    "another password": replace(READER_DECLARED, password="another"),
    "no password": replace(READER_DECLARED, password=None),
    "another attribute": replace(READER_DECLARED, attributes=Attributes(inherit=False)),
    "a membership": replace(READER_DECLARED, member_of=frozenset({"analysts"})),
    "a setting": replace(READER_DECLARED, settings=frozenset({Setting("statement_timeout", "", "30s")})),
    "another value": replace(READER_DECLARED, settings=frozenset({Setting("statement_timeout", "", "60s")})),
    "other privileges": replace(READER_DECLARED, databases=(replace(ITS_DATABASE, privileges=WRITE),)),
    "another schema": replace(READER_DECLARED, databases=(replace(ITS_DATABASE, schemas=("audit",)),)),
    "no database": replace(READER_DECLARED, databases=()),
}

pytestmark = pytest.mark.requirement("R24")


@pytest.mark.parametrize("other", OTHERS.values(), ids=OTHERS)
def test_every_difference_shows(other: RoleDeclaration) -> None:
    assert digest_of(other) != digest_of(READER_DECLARED)


def test_it_is_the_same_wherever_the_declaration_is_read() -> None:
    """Pulumi's own, and the guardian's, which came through a file."""
    assert digest_of(from_document(to_document(READER_DECLARED))) == digest_of(READER_DECLARED)


def test_it_does_not_tell_the_password() -> None:
    assert "battery" not in digest_of(READER_DECLARED)
    assert digest_of(READER_DECLARED) != digest_of(OWNER_DECLARED)


def test_no_digest_reads_as_removed() -> None:
    assert len(digest_of(READER_DECLARED)) == 32 != len(REMOVED)
