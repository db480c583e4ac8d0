"""The PostgreSQL server: its data outlives everything, and its password is really asked for."""

import shlex

import pytest

from castmatch.declared.model import Declared
from castmatch.roles.admin.hba_rules import hba_text


@pytest.mark.requirement("R20")
class TestData:
    def test_the_volume_is_kept_when_it_is_destroyed_or_removed_from_the_program(self, dev: Declared) -> None:
        assert dev.one("Volume", "data").options["retainOnDelete"] is True

    def test_the_volume_has_no_labels(self, dev: Declared) -> None:
        """A changed label makes the provider replace a volume, and its data is gone."""
        assert dev.one("Volume", "data").inputs == {"name": "castmatch-dev-postgres-data"}

    def test_labels_that_another_tool_gave_it_are_no_difference(self, dev: Declared) -> None:
        assert set(dev.one("Volume", "data").options["ignoreChanges"]) >= {"labels", "driver", "driverOpts"}

    @pytest.mark.requirement("R04")
    def test_the_database_lies_on_that_volume(self, dev: Declared) -> None:
        inputs = dev.one("Container", "postgres").inputs

        assert inputs["volumes"] == [
            {"volumeName": "castmatch-dev-postgres-data", "containerPath": "/var/lib/postgresql/data"},
            {"volumeName": "castmatch-dev-postgres-socket", "containerPath": "/var/run/postgresql"},
        ]
        assert "PGDATA=/var/lib/postgresql/data" in inputs["envs"]

    def test_only_the_database_is_kept(self, dev: Declared) -> None:
        kept = {volume.name for volume in dev.of_kind("Volume") if volume.options.get("retainOnDelete")}

        assert kept == {"data"}


@pytest.mark.requirement("R07")
class TestPasswords:
    def test_a_password_is_asked_for_over_tcp_even_from_inside(self, dev: Declared) -> None:
        """The official image's own default trusts 127.0.0.1, and a probe there would prove nothing."""
        inputs = dev.one("Container", "postgres").inputs
        (rules,) = [upload for upload in inputs["uploads"] if upload["file"] == "/etc/castmatch/pg_hba.conf"]

        assert rules["content"] == hba_text()
        assert "POSTGRES_INITDB_ARGS=--auth-host=scram-sha-256 --auth-local=trust" in inputs["envs"]

    def test_the_declared_rules_count_and_not_those_on_the_volume(self, dev: Declared) -> None:
        command = dev.one("Container", "postgres").inputs["command"]

        assert command[0] == "postgres"
        assert command[command.index("hba_file=/etc/castmatch/pg_hba.conf") - 1] == "-c"

    def test_a_refusal_is_in_words_that_the_stack_can_read(self, dev: Declared) -> None:
        assert "lc_messages=C" in dev.one("Container", "postgres").inputs["command"]

    def test_the_administrators_password_comes_from_a_secret_file(self, dev: Declared) -> None:
        inputs = dev.one("Container", "postgres").inputs

        assert "POSTGRES_PASSWORD_FILE=/run/secrets/admin-password" in inputs["envs"]
        assert {upload["file"] for upload in inputs["uploads"]} == {
            "/run/secrets/admin-password",
            "/run/secrets/role-password",
            "/etc/castmatch/pg_hba.conf",
        }

    def test_administrator_and_role_have_different_passwords(self, dev: Declared) -> None:
        uploads = dev.one("Container", "postgres").raw["uploads"]

        secrets = [upload["content"]["value"] for upload in uploads if upload["file"].startswith("/run/secrets/")]

        assert len(secrets) == len(set(secrets)) == 2


@pytest.mark.requirement("R08")
class TestHealthCheck:
    def test_it_logs_in_as_the_role_over_the_network_with_its_password(self, dev: Declared) -> None:
        _, shell, flag, script, login = dev.one("Container", "postgres").inputs["healthcheck"]["tests"]

        assert (shell, flag) == ("sh", "-c")
        assert 'PGPASSWORD="$(cat /run/secrets/role-password)"' in script
        assert "host=$(hostname)" in script
        assert login == "user='castmatch_user' dbname='castmatch' connect_timeout=4"

    def test_a_role_with_an_odd_name_stays_one_word(self, anna: Declared) -> None:
        login = anna.one("Container", "postgres").inputs["healthcheck"]["tests"][-1]

        assert login == "user='anna\\'s role' dbname='anna' connect_timeout=4"

    def test_no_name_of_the_stack_file_is_part_of_the_script(self, anna: Declared) -> None:
        """It is an argument: a shell would run what is in it."""
        script = anna.one("Container", "postgres").inputs["healthcheck"]["tests"][3]

        assert "anna" not in script
        assert shlex.split(script)


def test_it_shuts_down_fast_and_clean(dev: Declared) -> None:
    """PostgreSQL's answer to SIGTERM is to wait for every session to end."""
    assert dev.one("Container", "postgres").inputs["stopSignal"] == "SIGINT"
