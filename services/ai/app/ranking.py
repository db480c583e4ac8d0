"""Who fits a options, by BM25 over what is true of each performer. No input or output."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

import bm25s  # type: ignore[import-untyped]
import Stemmer  # type: ignore[import-not-found]
from bm25s.stopwords import STOPWORDS_EN  # type: ignore[import-untyped]

# A fact holds or not: repetition says little (k1), and a long list of facts is no weakness (b).
K1 = 0.5
B = 0.3
# Words of asking, not of casting. "They" stays: it says something about the performer.
ASKING = (
    "age aged any anyone can could do does find has have looking me my need old our play playing "
    "plays role should some someone speak speaking speaks us want we who whom would year years you"
)
STOPWORDS = frozenset((*STOPWORDS_EN, *ASKING.split())) - {"their", "they"}

GENDER_WORDS = {
    "female": "female woman women lady girl she her hers actress",
    "male": "male man men gentleman boy he him his actor",
    "non-binary": "non-binary nonbinary enby they them their theirs performer",
}
GENDERED = frozenset(" ".join(GENDER_WORDS.values()).split())
DECADE_WORDS = {
    0: "child kid",
    10: "teens teenager teenage",
    20: "twenties twenty young",
    30: "thirties thirty",
    40: "forties forty",
    50: "fifties fifty",
    60: "sixties sixty senior",
    70: "seventies seventy senior elderly",
    80: "eighties eighty senior elderly",
    90: "nineties ninety senior elderly",
}


class Castable(Protocol):
    """What the ranking looks at. Ages in years."""

    @property
    def name(self) -> str: ...
    @property
    def gender(self) -> str: ...
    @property
    def playing_age_from(self) -> int: ...
    @property
    def playing_age_to(self) -> int: ...
    @property
    def languages(self) -> tuple[str, ...]: ...
    @property
    def archetypes(self) -> tuple[str, ...]: ...
    @property
    def skills(self) -> tuple[str, ...]: ...
    @property
    def city(self) -> str: ...
    @property
    def bio(self) -> str: ...


T = TypeVar("T", bound=Castable)


@dataclass(frozen=True)
class Fact:
    """Something true of a performer: how to say it, and the words by which it is found."""

    reason: str
    words: str


@dataclass(frozen=True)
class Match(Generic[T]):
    """A performer, how well they fit (BM25, higher is better) and the facts that made it so."""

    score: float
    why: tuple[str, ...]
    talent: T


class Index(Generic[T]):
    """A BM25 index over performers."""

    def __init__(self, talent: Sequence[T]) -> None:
        self._talent = talent
        self._facts = [[(fact.reason, _stems(fact.words)) for fact in facts(one)] for one in talent]
        self._bm25 = bm25s.BM25(k1=K1, b=B)
        if talent:
            documents = [[stem for _, stems in known for stem in stems] for known in self._facts]
            self._bm25.index(documents, show_progress=False)

    def __len__(self) -> int:
        return len(self._talent)

    def search(self, options: str, limit: int) -> list[Match[T]]:
        """The best `limit` performers for a options in plain words, best first. Each fits a word."""
        wanted = _stems(options)
        if not self._talent or not wanted:
            return []
        scores = [float(score) for score in self._bm25.get_scores(wanted)]
        order = sorted(range(len(scores)), key=lambda at: (-scores[at], at))
        return [self._match(at, scores[at], set(wanted)) for at in order[:limit] if scores[at] > 0]

    def _match(self, at: int, score: float, wanted: set[str]) -> Match[T]:
        why = tuple(reason for reason, stems in self._facts[at] if wanted.intersection(stems))
        return Match(round(score, 3), why, self._talent[at])


def facts(talent: Castable) -> Iterator[Fact]:
    """Everything true of a performer, most telling first."""
    for archetype in talent.archetypes:
        yield Fact(f"plays {archetype}", archetype)
    for language in talent.languages:
        yield Fact(f"speaks {language}", language)
    yield _age_fact(talent)
    yield Fact(talent.gender, GENDER_WORDS.get(talent.gender, talent.gender))
    for skill in talent.skills:
        yield Fact(f"can do {skill}", skill)
    yield Fact(f"based in {talent.city}", talent.city)
    yield _bio_fact(talent.bio)
    yield Fact(f"is {talent.name}", talent.name)


def _bio_fact(bio: str) -> Fact:
    """The bio without its pronouns: "his" must find men, not those whose bio says it most."""
    words = re.findall(r"\w+", bio.lower())
    return Fact(f"“{bio.rstrip('.')}”", " ".join(word for word in words if word not in GENDERED))


def _age_fact(talent: Castable) -> Fact:
    """Each year brings its decade along, so that more years in the decade asked for rank higher."""
    ages = range(talent.playing_age_from, talent.playing_age_to + 1)
    words = " ".join(f"{age} {_decade_words(age)}" for age in ages)
    return Fact(f"playing age {talent.playing_age_from} to {talent.playing_age_to}", words)


def _decade_words(age: int) -> str:
    decade = min(age // 10 * 10, max(DECADE_WORDS))
    return f"{decade}s {DECADE_WORDS[decade]}"


def _stems(text: str) -> list[str]:
    [tokens] = bm25s.tokenize(
        [text],
        stopwords=list(STOPWORDS),
        stemmer=Stemmer.Stemmer("english"),
        return_ids=False,
        show_progress=False,
    )
    return list(tokens)
