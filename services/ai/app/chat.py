"""The answer to a casting question."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from app.completion import Completion, CompletionError
from app.ranking import Match
from app.talent import Catalogue, Talent

Matches = Sequence[Match[Talent]]


@dataclass(frozen=True)
class Answer:
    """A reply, who wrote it, and the performers behind it, best first."""

    reply: str
    engine: Literal["bm25", "openai"]
    matches: Matches


async def answer(
    catalogue: Catalogue, completion: Completion | None, message: str, limit: int
) -> Answer:
    """Find who fits `message` and say so. Raise DatabaseUnavailableError."""
    matches = (await catalogue.index()).search(message, limit)
    if completion is None:
        return Answer(local_reply(matches), "bm25", matches)
    try:
        return Answer(await completion.reply(message, matches), "openai", matches)
    except CompletionError as error:
        note = f" (The language model did not answer: {error}.)"
        return Answer(local_reply(matches) + note, "bm25", matches)


def local_reply(matches: Matches) -> str:
    """A reply in plain words from the matches alone."""
    if not matches:
        return "Nobody fits that. Try a language, an age, a kind of role or a skill."
    best, *others = matches
    reply = f"{best.talent.name} fits best: {'; '.join(best.why)}."
    if others:
        reply += f" Also worth a look: {', '.join(match.talent.name for match in others)}."
    return reply
