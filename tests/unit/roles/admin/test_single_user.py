"""The next command where no superuser is left."""

import shlex

from castmatch.roles.admin.single_user import single_user_mode


def test_it_is_one_command_that_can_be_pasted_where_the_container_is_known() -> None:
    command = single_user_mode("postgres", "castmatch-dev-postgres")

    assert command.startswith("docker stop castmatch-dev-postgres; ")
    assert "--volumes-from castmatch-dev-postgres" in command
    assert command.endswith("; docker start castmatch-dev-postgres")
    assert 'ALTER ROLE "postgres" SUPERUSER LOGIN' in shlex.split(command)


def test_a_name_of_any_letters_stays_one_word() -> None:
    words = shlex.split(single_user_mode("it's $HOME", "castmatch-dev-postgres"))

    assert """CREATE ROLE "it's $HOME\"""" in words


def test_without_a_container_it_is_described() -> None:
    assert single_user_mode("postgres") == (
        "stop the server, run postgres --single -D <data> template1, and type: "
        'CREATE ROLE "postgres"; ALTER ROLE "postgres" SUPERUSER LOGIN'
    )
