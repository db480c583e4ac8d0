"""A performer as the backend takes one, for tests that write."""

from typing import Any


def talent(name: str) -> dict[str, Any]:
    """The body of a POST to /api/talent."""
    return {
        "name": name,
        "gender": "female",
        "playingAgeFrom": 30,
        "playingAgeTo": 40,
        "languages": ["Hindi"],
        "archetypes": ["lead"],
        "city": "Pune",
    }
