"""Performers for the tests."""

from typing import Any

from app.talent import Talent

_NOBODY: dict[str, Any] = {
    "id": 1,
    "name": "Asha Rao",
    "gender": "female",
    "playing_age_from": 30,
    "playing_age_to": 39,
    "languages": ("Kannada",),
    "archetypes": ("lead",),
    "skills": (),
    "city": "Mysuru",
    "bio": "",
}


def performer(**different: Any) -> Talent:
    """A performer who differs from Asha Rao (Kannada, lead, 30 to 39) only as said."""
    return Talent(**(_NOBODY | different))


def villain(**different: Any) -> Talent:
    """The answer to "a Marathi-speaking villain in his fifties", except for what differs."""
    fits = {
        "name": "Vikram",
        "gender": "male",
        "playing_age_from": 50,
        "playing_age_to": 59,
        "languages": ("Marathi", "Hindi"),
        "archetypes": ("villain",),
    }
    return performer(**(fits | different))
