"""What others print may hold a password; what we show or store of it must not."""

import re

_URL_PASSWORD = re.compile(r"(://[^\s:/@]*:)[^\s/@]+@")


def without_passwords(text: str) -> str:
    """The text with the password of every URL in it replaced by ***."""
    return _URL_PASSWORD.sub(r"\1***@", text)
