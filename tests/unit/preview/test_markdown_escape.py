"""Foreign text in Markdown is only text."""

import pytest

from castmatch.preview.markdown_escape import code, fence, marker, plain
from tests.unit.preview.markdown import PARSER, said, tokens

pytestmark = pytest.mark.requirement("R17")
TEXTS = (
    "a ~~b~~ c",
    "*a* _b_ **c**",
    "---",
    "1. one",
    "+ plus",
    "- minus",
    "# heading",
    "> quote",
    "[a](b) ![c](d) <e>",
    "&amp; &#64;",
    "a\\|b",
    "snake_case_name",
    "| a |",
)


@pytest.mark.parametrize("text", TEXTS)
def test_in_a_list_it_is_one_paragraph_that_reads_as_it_is(text: str) -> None:
    found = tokens(f"- {plain(text)}")

    assert [token.type for token in found if token.nesting == 1] == [
        "bullet_list_open",
        "list_item_open",
        "paragraph_open",
    ]
    assert said(next(token for token in found if token.type == "inline")).replace("\u200b", "") == text


@pytest.mark.parametrize("text", TEXTS)
def test_as_a_value_it_is_code_that_reads_as_it_is(text: str) -> None:
    (inline,) = PARSER.parseInline(code(text))

    assert said(inline) == text
    assert {child.type for child in inline.children or ()} <= {"html_inline", "text", "text_special"}


@pytest.mark.parametrize("text", ["@octocat", "a@b", "#12", "https://example.org", "www.example.org"])
def test_it_calls_nobody_and_refers_to_nothing(text: str) -> None:
    (inline,) = PARSER.parseInline(plain(text))

    assert said(inline).replace("\u200b", "") == text
    assert "\u200b" in said(inline)


def test_a_pair_of_backticks_is_code_and_a_single_one_is_a_letter() -> None:
    assert plain("run `pulumi up` now") == "run <code>pulumi up</code> now"
    assert plain("one ` alone") == "one &#96; alone"


def test_a_fence_is_longer_than_any_in_it() -> None:
    assert fence("sql", "a ``` b ````` c") == ("``````sql", "``````")


@pytest.mark.parametrize(
    ("stack", "name"), [("pr-42", "pr-42"), ("a --> <b>", "a-b"), ("-é-é-", "-"), ("x" * 90, "x" * 40)]
)
def test_a_stack_cannot_end_the_hidden_line(stack: str, name: str) -> None:
    assert marker(stack) == f"<!-- castmatch-preview: {name} -->"
