"""Text for readers."""

from hypothesis import given
from hypothesis import strategies as st

from castmatch.text import counted, middle_cut, one_line


@given(st.text(), st.integers(5, 50))
def test_a_shortened_text_keeps_its_beginning_and_its_end(text: str, longest: int) -> None:
    short = middle_cut(text, longest)

    assert len(short) <= longest
    start, _, end = short.partition("…") if len(text) > longest else (text, "", "")
    assert text.startswith(start)
    assert text.endswith(end)


@given(st.text())
def test_one_line_is_one_line_of_printable_letters(text: str) -> None:
    assert one_line(text).isprintable()


def test_one_of_a_thing_is_one() -> None:
    assert [counted(number, "role") for number in (0, 1, 2000)] == ["0 roles", "1 role", "2,000 roles"]
