"""A verifier is the one PostgreSQL would make, and a stored one tells whether it belongs to a password."""

import base64
import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from castmatch.roles.saslprep import prepare
from castmatch.roles.scram import is_verifier, make_verifier, verifies

# The exchange that RFC 7677, section 3, prints.
RFC_SALT = "W22ZaJ0SNY7soEsUEjb6gQ=="
RFC_PROOF = "dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ="
RFC_SERVER_SIGNATURE = "6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="
RFC_NONCE = "rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0"
RFC_MESSAGES = f"n=user,r=rOprNGfwEbeRWgbNEkqO,r={RFC_NONCE},s={RFC_SALT},i=4096,c=biws,r={RFC_NONCE}"

FEW_ROUNDS = 2  # the arithmetic is the same as with 4096


def rfc_keys() -> tuple[bytes, bytes]:
    """The stored key and the server key of our verifier for the RFC's password and salt."""
    verifier = make_verifier("pencil", base64.b64decode(RFC_SALT), 4096)
    stored_key, server_key = verifier.rpartition("$")[2].split(":")
    return base64.b64decode(stored_key), base64.b64decode(server_key)


@pytest.mark.requirement("R07")
def test_the_verifier_accepts_the_proof_of_rfc_7677() -> None:
    """ClientKey = proof XOR signature, and its hash must be the stored key."""
    stored_key, _ = rfc_keys()
    signature = hmac.digest(stored_key, RFC_MESSAGES.encode(), "sha256")
    client_key = bytes(a ^ b for a, b in zip(base64.b64decode(RFC_PROOF), signature, strict=True))

    assert hashlib.sha256(client_key).digest() == stored_key


@pytest.mark.requirement("R07")
def test_the_verifier_gives_the_server_signature_of_rfc_7677() -> None:
    _, server_key = rfc_keys()
    signature = hmac.digest(server_key, RFC_MESSAGES.encode(), "sha256")

    assert base64.b64encode(signature).decode() == RFC_SERVER_SIGNATURE


def test_each_verifier_has_its_own_salt_and_postgresqls_rounds() -> None:
    first, second = make_verifier("pencil"), make_verifier("pencil")

    assert first != second
    assert first.startswith("SCRAM-SHA-256$4096:")


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1))
def test_a_verifier_verifies_its_password(password: str) -> None:
    assert verifies(make_verifier(password, rounds=FEW_ROUNDS), password)


@given(st.text("abcअé", min_size=1), st.text("abcअé", min_size=1))
def test_a_verifier_verifies_no_other_password(password: str, other: str) -> None:
    stored = make_verifier(password, rounds=FEW_ROUNDS)

    assert verifies(stored, other) == (prepare(password) == prepare(other))


@pytest.mark.parametrize(
    "stored",
    [
        "",
        "md5f1d2d2f924e986ac86fdf7b36c94bcdf",
        "pencil",
        "SCRAM-SHA-256$4096:W22ZaJ0S$nonsense",
        "SCRAM-SHA-256$0:W22ZaJ0S$YWFh:YWFh",
        "SCRAM-SHA-256$99999999999:W22ZaJ0S$YWFh:YWFh",
        "SCRAM-SHA-256$4096:W22Za$YWFh:YWFh",
    ],
)
def test_anything_else_is_no_verifier(stored: str) -> None:
    assert not is_verifier(stored)
    assert not verifies(stored, "pencil")


@pytest.mark.parametrize(
    ("password", "octets"),
    [
        ("USER", b"USER"),
        ("I\u00adX", b"IX"),  # RFC 4013: a soft hyphen is mapped to nothing
        ("\u00aa", b"a"),  # RFC 4013: normal form KC
        ("\u2168", b"IX"),  # RFC 4013: normal form KC
        ("a\u00a0b\u1680c", b"a b c"),  # any space is a space
        ("a\u200bb", b"a b"),  # even one of no width
        ("\u0340", "\u0340".encode()),  # prohibited, though its normal form is not: used as it is
        ("\x07", b"\x07"),  # PostgreSQL leaves ASCII alone, even what RFC 4013 prohibits
        ("\u00e9\x07", "\u00e9\x07".encode()),  # prohibited, with non-ASCII: used unchanged
        ("\u0627\u0031", "\u0627\u0031".encode()),  # RFC 4013: wrong direction, used as it is
        ("\u0627\u0031\u0628", "\u0627\u0031\u0628".encode()),  # right direction
        ("\u00ad", "\u00ad".encode()),  # nothing would be left: used as it is
        ("\U0001f3ac", "\U0001f3ac".encode()),  # not in Unicode 3.2: used as it is
    ],
)
def test_passwords_are_prepared_as_postgresql_does(password: str, octets: bytes) -> None:
    assert prepare(password) == octets
