"""The one error that people are meant to read has three lines: expected, found, next."""

from castmatch.errors import UserError

ERROR = UserError("port 5432 to be free", "postgres (pid 812) holds it", "stop it")


def test_it_says_what_was_expected_what_was_found_and_what_to_do_next() -> None:
    assert str(ERROR) == "expected  port 5432 to be free\nfound     postgres (pid 812) holds it\nnext      stop it"


def test_each_line_can_be_asked_for() -> None:
    assert (ERROR.expected, ERROR.found, ERROR.next_step) == (
        "port 5432 to be free",
        "postgres (pid 812) holds it",
        "stop it",
    )
