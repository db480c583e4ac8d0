"""SCRAM-SHA-256 verifiers, which PostgreSQL stores instead of passwords (RFC 5802, RFC 7677).

A verifier keeps its own salt and rounds, so a stored one can be checked against a password without
logging in. Sending a verifier instead of the password keeps the password out of the server's log,
whatever the log's settings.
"""

import base64
import hashlib
import hmac
import re
import secrets

from castmatch.roles.saslprep import prepare

_ROUNDS = 4096  # PostgreSQL's own number
_SALT_BYTES = 16
_BASE64 = r"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?"
_STORED = re.compile(rf"SCRAM-SHA-256\$(?P<rounds>[1-9]\d{{0,6}}):(?P<salt>{_BASE64})\${_BASE64}:{_BASE64}")


def make_verifier(password: str, salt: bytes | None = None, rounds: int = _ROUNDS) -> str:
    """The verifier of a password, with a fresh random salt unless one is given."""
    salt = secrets.token_bytes(_SALT_BYTES) if salt is None else salt
    salted = hashlib.pbkdf2_hmac("sha256", prepare(password), salt, rounds)
    stored_key = hashlib.sha256(_hmac(salted, b"Client Key")).digest()
    server_key = _hmac(salted, b"Server Key")
    return f"SCRAM-SHA-256${rounds}:{_base64(salt)}${_base64(stored_key)}:{_base64(server_key)}"


def is_verifier(stored: str) -> bool:
    """Whether the text has the form of a SCRAM-SHA-256 verifier (an md5 hash has not)."""
    return _STORED.fullmatch(stored) is not None


def verifies(stored: str, password: str) -> bool:
    """Whether a stored verifier is the password's, recomputed with its own salt and rounds."""
    if not (parts := _STORED.fullmatch(stored)):
        return False
    salt = base64.b64decode(parts["salt"])
    return hmac.compare_digest(stored, make_verifier(password, salt, int(parts["rounds"])))


def _hmac(key: bytes, message: bytes) -> bytes:
    return hmac.digest(key, message, "sha256")


def _base64(octets: bytes) -> str:
    return base64.b64encode(octets).decode()
