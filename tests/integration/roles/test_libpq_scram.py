"""Our verifiers and libpq's are the same, for any password that can be typed."""

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from castmatch.roles.scram import verifies
from castmatch.roles.server import ServerAddress, connect_admin

pytestmark = [pytest.mark.integration, pytest.mark.requirement("R07")]

PASSWORDS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(password=PASSWORDS)
@example(password="\u0340x")
@example(password="zero\u200bwidth")
@example(password="é\x07")
@example(password="\u0627\u0031")
def test_a_verifier_made_by_libpq_is_recognised(server: ServerAddress, password: str) -> None:
    assert verifies(made_by_libpq(server, password), password)


def made_by_libpq(server: ServerAddress, password: str) -> str:
    with connect_admin(server, "postgres") as connection:
        made = connection.pgconn.encrypt_password(password.encode(), b"r", b"scram-sha-256")
        return made.decode()
