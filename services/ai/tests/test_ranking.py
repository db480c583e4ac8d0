"""Who is found for a options, and why. Proves R03: the AI service answers chat requests."""

import unittest

from app.ranking import Index, facts
from app.talent import Talent
from tests.performers import performer, villain

WISH = "a Marathi-speaking villain in his fifties"
NEAR_MISSES = [
    villain(id=2, name="Sanjay", playing_age_from=30, playing_age_to=39),
    villain(id=3, name="Sunanda", gender="female"),
    villain(id=4, name="Harbhajan", languages=("Hindi",)),
    villain(id=5, name="Ramesh", archetypes=("comic",)),
]


def names(options: str, *talent: Talent, limit: int = 5) -> list[str]:
    return [match.talent.name for match in Index(talent).search(options, limit)]


class TheBestAnswer(unittest.TestCase):
    def test_has_every_property_asked_for(self) -> None:
        self.assertEqual("Vikram", names(WISH, *NEAR_MISSES, villain())[0])

    def test_wins_even_when_a_near_miss_repeats_the_words_in_the_bio(self) -> None:
        loud = villain(name="Loud", gender="female", bio="Marathi villain! " * 20)
        self.assertEqual("Vikram", names(WISH, loud, *NEAR_MISSES, villain())[0])

    def test_says_why_with_one_reason_for_each_property(self) -> None:
        [best] = Index([*NEAR_MISSES, villain()]).search(WISH, 1)
        self.assertEqual(
            ("plays villain", "speaks Marathi", "playing age 50 to 59", "male"), best.why
        )

    def test_scores_higher_than_what_follows(self) -> None:
        scores = [match.score for match in Index([*NEAR_MISSES, villain()]).search(WISH, 5)]
        self.assertEqual(sorted(scores, reverse=True), scores)
        self.assertGreater(scores[0], scores[1])


class AgesAreFound(unittest.TestCase):
    def test_by_every_way_to_name_a_decade(self) -> None:
        young, old = performer(name="Young"), performer(playing_age_from=50, playing_age_to=59)
        for options in ("fifties", "50s", "in the mid-fifties", "fifty", "a 54-year-old"):
            with self.subTest(options):
                self.assertEqual([old.name], names(options, young, old))

    def test_better_the_more_of_the_decade_is_played(self) -> None:
        barely = performer(name="Barely", playing_age_from=41, playing_age_to=50)
        fully = performer(name="Fully", playing_age_from=50, playing_age_to=59)
        self.assertEqual(["Fully", "Barely"], names("fifties", barely, fully))

    def test_beyond_a_hundred_too(self) -> None:
        oldest = performer(playing_age_from=95, playing_age_to=120)
        self.assertEqual([oldest.name], names("nineties", oldest))


class GenderIsFound(unittest.TestCase):
    PEOPLE = (
        performer(name="She"),
        performer(name="He", gender="male"),
        performer(name="They", gender="non-binary"),
    )

    def test_by_the_words_for_it(self) -> None:
        wishes = {"She": "actress woman her", "He": "actor man his", "They": "non-binary their"}
        for name, words in wishes.items():
            for word in words.split():
                with self.subTest(word):
                    self.assertEqual([name], names(word, *self.PEOPLE))

    def test_by_the_person_and_not_by_pronouns_in_the_bio(self) -> None:
        she = performer(name="She", bio="His mother taught him; he taught her.")
        he = performer(name="He", gender="male", bio="Quiet.")
        self.assertEqual(["He"], names("his", she, he))


class NobodyIsFound(unittest.TestCase):
    def test_when_no_word_fits(self) -> None:
        self.assertEqual([], names("xyzzy", villain()))

    def test_by_words_of_asking_alone(self) -> None:
        self.assertEqual([], names("can you find me someone who speaks", villain(bio="Can find.")))

    def test_in_an_empty_table(self) -> None:
        self.assertEqual([], names(WISH))

    def test_beyond_the_limit(self) -> None:
        self.assertEqual(2, len(names(WISH, *NEAR_MISSES, limit=2)))


class FactsAreComplete(unittest.TestCase):
    def test_nothing_about_a_performer_is_left_out(self) -> None:
        one = performer(skills=("fencing",), bio="Loves rain.")
        reasons = " ".join(fact.reason for fact in facts(one))
        for part in ("lead", "Kannada", "30 to 39", "female", "fencing", "Mysuru", "rain", "Asha"):
            self.assertIn(part, reasons)
