"""Health tells the truth. Proves R08 and R10: what is wrong is named, within bounded time."""

import time
import unittest

import psycopg

from app.config import Settings
from app.database import DatabaseUnavailableError, describe, login
from app.health import Check, check_health, summary, verdict

GOOD = Check(True, 2.0)
BAD = Check(False, None, "away")
# Port 1 is never listened on, so the refusal comes from the kernel at once.
NO_SERVER = "postgresql://castmatch_user:hunter2@127.0.0.1:1/castmatch"


class TheVerdict(unittest.TestCase):
    def test_is_ok_when_everything_is(self) -> None:
        health = verdict("dev", {"postgres": GOOD, "chatEndpoint": GOOD})
        self.assertEqual(("ok", []), (health.status, health.failing))

    def test_is_degraded_without_the_chat_endpoint(self) -> None:
        health = verdict("dev", {"postgres": GOOD, "chatEndpoint": BAD})
        self.assertEqual(("degraded", ["chatEndpoint"]), (health.status, health.failing))

    def test_is_unavailable_without_postgres_and_says_why(self) -> None:
        health = verdict("dev", {"postgres": BAD})
        self.assertEqual(("unavailable", ["postgres"]), (health.status, health.failing))
        self.assertEqual("postgres: away", summary(health))


class WithoutAServer(unittest.IsolatedAsyncioTestCase):
    async def test_the_check_fails_with_the_cause_and_without_the_password(self) -> None:
        health = await check_health(Settings("dev", NO_SERVER), None)
        self.assertEqual("unavailable", health.status)
        self.assertIn("refused", summary(health))
        self.assertNotIn("hunter2", summary(health))

    async def test_a_login_takes_no_longer_than_its_limit(self) -> None:
        started = time.monotonic()
        with self.assertRaises(DatabaseUnavailableError):
            async with login(NO_SERVER, 0.000001):
                self.fail("logged in to nothing")
        self.assertLess(time.monotonic() - started, 1)


class TheReason(unittest.TestCase):
    def test_carries_the_sqlstate_on_one_line(self) -> None:
        error = psycopg.errors.UndefinedTable('relation "talent" does not exist\nLINE 1: …')
        self.assertEqual('SQLSTATE 42P01: relation "talent" does not exist', describe(error, 1))

    def test_of_a_timeout_is_the_limit(self) -> None:
        self.assertEqual("no answer within 1.5 s", describe(TimeoutError(), 1.5))
