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


def test_another_process_reads_it_from_the_end_of_the_output() -> None:
    several_lines = UserError("a role", "castmatch_user\n          | its last log line", "make up")
    output = f"starting …\n{ERROR}\nagain …\n{several_lines}\n"

    assert str(UserError.from_text(output)) == str(several_lines)


def test_other_output_is_no_error_of_this_kind() -> None:
    assert UserError.from_text("Traceback (most recent call last): expected  nothing") is None
