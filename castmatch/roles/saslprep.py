"""SASLprep (RFC 4013) as PostgreSQL applies it: a password that it prohibits is used unchanged."""

import stringprep
import unicodedata

_PROHIBITED = (
    stringprep.in_table_a1,  # not assigned in Unicode 3.2
    stringprep.in_table_c12,
    stringprep.in_table_c21_c22,
    stringprep.in_table_c3,
    stringprep.in_table_c4,
    stringprep.in_table_c5,
    stringprep.in_table_c6,
    stringprep.in_table_c7,
    stringprep.in_table_c8,
    stringprep.in_table_c9,
)


def prepare(password: str) -> bytes:
    """The octets that SCRAM works on: the password in normal form, if it has one."""
    if password.isascii():
        return password.encode()
    mapped = "".join(map(_map, password))
    # The RFC looks for what is prohibited after normalisation, PostgreSQL before it.
    prepared = unicodedata.normalize("NFKC", mapped) if _is_allowed(mapped) else password
    return prepared.encode()


def _map(character: str) -> str:
    if stringprep.in_table_c12(character):  # a space other than ASCII's
        return " "
    # "Commonly mapped to nothing", such as a soft hyphen. A zero width space is in both tables.
    return "" if stringprep.in_table_b1(character) else character


def _is_allowed(text: str) -> bool:
    if not text or any(prohibited(c) for c in text for prohibited in _PROHIBITED):
        return False
    return not any(map(stringprep.in_table_d1, text)) or _is_right_to_left(text)


def _is_right_to_left(text: str) -> bool:
    """RFC 3454, section 6: no left-to-right letters, and right-to-left ones at both ends."""
    ends = all(map(stringprep.in_table_d1, (text[0], text[-1])))
    return ends and not any(map(stringprep.in_table_d2, text))
