"""What stands for a password: a word that no format changes, and that is found again whole."""

import json
from urllib.parse import quote

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from castmatch.declared.stand_in import filled_in, password_of

LETTERS = "abcXYZ019_-"
BETWEEN = ["", " ", "\n", "@", ":", "/", '"', "=", "ü", ".", ","]
names = st.text(LETTERS, min_size=1, max_size=6)


def test_a_plain_name_is_in_it_as_it_is() -> None:
    assert password_of("role-password") == "password-of-role-password"


@given(st.text(min_size=1))
def test_no_url_no_json_and_no_yaml_changes_it(name: str) -> None:
    word = password_of(name)

    assert quote(word, safe="") == word
    assert json.dumps(word) == f'"{word}"'
    assert yaml.safe_load(word) == word


@given(st.sets(names, min_size=1), st.data())
def test_each_is_filled_in_although_one_may_be_the_beginning_of_another(found: set[str], data: st.DataObject) -> None:
    words = sorted(found | {f"{name}-{name}" for name in found})
    values = {password_of(name): f"<{number}>" for number, name in enumerate(words)}
    used = data.draw(st.lists(st.sampled_from(words)))
    signs = [data.draw(st.sampled_from(BETWEEN[1:])) for _ in used]

    text = "".join(sign + password_of(name) for sign, name in zip(signs, used, strict=True))

    expected = "".join(sign + values[password_of(name)] for sign, name in zip(signs, used, strict=True))
    assert filled_in(text, values) == expected


@pytest.mark.parametrize(
    "text", ["password-of-ab", "xpassword-of-a", "-password-of-a", "password-of-a_", "password-of-a9"]
)
def test_a_part_of_a_longer_word_is_not_touched(text: str) -> None:
    assert filled_in(text, {"password-of-a": "secret"}) == text


@given(st.text())
def test_a_text_without_any_stays_as_it_is(text: str) -> None:
    assert filled_in(text, {}) == text
    assert filled_in(text, {"password-of-it": "secret"}) == text


@given(st.text())
def test_a_value_is_put_in_as_it_is(value: str) -> None:
    """With backslashes, with groups of a pattern, and where it looks like a stand-in itself."""
    assert filled_in("a=password-of-a,b=password-of-b", {"password-of-a": "password-of-b", "password-of-b": value}) == (
        f"a=password-of-b,b={value}"
    )
