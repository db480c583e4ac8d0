"""Names that PostgreSQL keeps for itself are refused at once; any other name is legal."""

import pytest

from castmatch.errors import UserError
from castmatch.roles.names import check_database_name, check_role_name, check_schema_name, check_setting_name

LONGEST = "r" * 63


@pytest.mark.parametrize("name", ["postgres", "public", "none", "pg_monitor", ""])
def test_a_reserved_role_name_is_refused(name: str) -> None:
    with pytest.raises(UserError) as refused:
        check_role_name(name)

    assert repr(name) in refused.value.found
    assert "castmatch_user" in refused.value.next_step


@pytest.mark.parametrize("name", ["postgres", "template0", "template1", ""])
def test_a_database_of_the_server_itself_is_refused(name: str) -> None:
    with pytest.raises(UserError, match="database name"):
        check_database_name(name)


@pytest.mark.parametrize("name", ["information_schema", "pg_catalog", "pg_temp_1"])
def test_a_system_schema_is_refused(name: str) -> None:
    with pytest.raises(UserError, match="schema name"):
        check_schema_name(name)


def test_a_name_that_postgresql_would_cut_off_is_refused() -> None:
    """The limit is 63 bytes, not characters."""
    check_role_name(LONGEST)
    with pytest.raises(UserError, match="64 bytes long"):
        check_role_name(LONGEST + "r")
    with pytest.raises(UserError, match="66 bytes long"):
        check_role_name("अ" * 22)


def test_a_nul_character_is_refused() -> None:
    with pytest.raises(UserError, match="NUL"):
        check_role_name("cast\0match")


@pytest.mark.parametrize("name", ["O'Neill", 'say "cheese"', "कलाकार", "two words", "Robert'); --"])
def test_quotes_spaces_and_any_script_are_legal(name: str) -> None:
    check_role_name(name)
    check_database_name(name)
    check_schema_name(name)


@pytest.mark.parametrize("name", ["role", "session_authorization", "castmatch.role", "castmatch.anything"])
def test_a_setting_that_makes_it_another_role_or_is_our_mark_is_refused(name: str) -> None:
    with pytest.raises(UserError) as refused:
        check_setting_name(name)

    assert name in refused.value.found


@pytest.mark.parametrize("name", ["search_path", "timezone", "app.theme"])
def test_any_other_setting_is_legal(name: str) -> None:
    check_setting_name(name)
