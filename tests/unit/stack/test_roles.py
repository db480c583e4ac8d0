"""The sections about roles: what may be written, in PostgreSQL's words, and how YAML's own types are read."""

from typing import Any

import pytest
from pydantic import ValidationError

from castmatch.stack.roles import Grants, OtherDatabase, OtherRole, Role, as_list

pytestmark = [pytest.mark.requirement("R07"), pytest.mark.requirement("R19")]


def test_a_role_beside_the_applications_logs_in_and_may_nothing_else() -> None:
    role = OtherRole()

    assert role.attributes == {"LOGIN"}
    assert (role.grants, role.member_of, role.settings, role.expiry) == ((), frozenset(), {}, None)


@pytest.mark.parametrize(
    ("section", "written"),
    [
        (OtherRole, {"attributes": ["SUPERUSER"]}),
        (OtherRole, {"attributes": ["login"]}),
        (OtherRole, {"connectionLimit": 0}),
        (OtherRole, {"validUntil": "2030-01-01T00:00:00"}),
        (OtherRole, {"settings": {"role": "postgres"}}),
        (OtherRole, {"settings": {"castmatch.role": "x"}}),
        (OtherRole, {"settings": {"search path": "x"}}),
        (OtherRole, {"settings": {"search_path": []}}),
        (OtherRole, {"settings": {"statement_timeout": None}}),
        (OtherRole, {"grants": [{"access": "all"}]}),
        (OtherRole, {"password": "a-secret"}),
        (Role, {"name": "postgres"}),
        (Role, {"schemas": []}),
        (Role, {"schemas": ["public", "public"]}),
        (Role, {"schemas": ["pg_catalog"]}),
        (Role, {"privileges": {"tables": ["READ"]}}),
        (Role, {"public": {"tables": ["SELECT"]}}),
        (OtherDatabase, {}),
    ],
    ids=str,
)
def test_what_no_role_of_ours_may_have_is_refused(section: type[Role], written: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        section.model_validate(written)


class TestSettings:
    @pytest.mark.parametrize(
        ("in_yaml", "value"), [(True, "on"), (False, "off"), (500, "500"), (0.5, "0.5"), ("30s", "30s")]
    )
    def test_a_value_is_text_as_postgresql_writes_it(self, in_yaml: Any, value: str) -> None:
        """YAML reads on and off as booleans."""
        assert OtherRole.model_validate({"settings": {"x": in_yaml}}).settings == {"x": value}

    def test_a_list_stays_a_list(self) -> None:
        written = {"settings": {"search_path": ["$user", "public"]}}

        assert OtherRole.model_validate(written).settings == {"search_path": ("$user", "public")}

    @pytest.mark.parametrize("text", ['"$user", public', "$user,public", ' "$user" , "public" '])
    def test_a_search_path_given_as_text_is_a_list_too(self, text: str) -> None:
        assert as_list("search_path", text) == ("$user", "public")

    @pytest.mark.parametrize(
        "name", ["search_path", "temp_tablespaces", "local_preload_libraries", "session_preload_libraries"]
    )
    def test_so_is_every_setting_whose_names_postgresql_quotes(self, name: str) -> None:
        """As one text it would be kept as one name with a comma in it."""
        assert as_list(name, "a, b") == ("a", "b")

    def test_any_other_text_with_a_comma_is_one_value(self) -> None:
        assert as_list("datestyle", "ISO, DMY") == "ISO, DMY"


class TestExpiry:
    @pytest.mark.parametrize(
        "written",
        [
            "2030-06-01T12:00:00+05:30",
            "2030-06-01T06:30:00Z",
            "2030-06-01 06:30:00 +0000 UTC",  # as Pulumi hands on an unquoted timestamp
        ],
    )
    def test_it_is_written_as_postgresql_prints_it_in_utc(self, written: str) -> None:
        assert OtherRole.model_validate({"validUntil": written}).expiry == "2030-06-01 06:30:00+00"


def test_grants_may_name_a_preset_or_the_privileges_themselves() -> None:
    assert Grants.model_validate({"access": "read"}).privileges is None
    own = Grants.model_validate({"privileges": {"schema": ["USAGE"], "tables": ["SELECT"]}}).privileges
    assert own is not None
    assert own.schema_ == frozenset({"USAGE"})
    assert own.tables == frozenset({"SELECT"})
    assert own.functions is None
