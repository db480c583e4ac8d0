"""Settings: a wrong environment is refused with the cause, and secrets stay secret."""

import unittest

from app.config import ConfigError, read_settings

DATABASE_URL = "postgresql://castmatch_user:hunter2@postgres:5432/castmatch"


class Settings(unittest.TestCase):
    def test_need_only_the_database(self) -> None:
        settings = read_settings({"DATABASE_URL": DATABASE_URL})
        self.assertEqual(DATABASE_URL, settings.database_url)
        self.assertEqual("dev", settings.stack)
        self.assertIsNone(settings.chat_endpoint)

    def test_take_a_chat_endpoint_without_its_trailing_slash(self) -> None:
        chat = {"CHAT_ENDPOINT": "http://llm/v1/", "CHAT_MODEL": "small", "CHAT_API_KEY": "k"}
        endpoint = read_settings({"DATABASE_URL": DATABASE_URL, **chat}).chat_endpoint
        assert endpoint is not None
        self.assertEqual(
            ("http://llm/v1", "small", "k"), (endpoint.url, endpoint.model, endpoint.api_key)
        )

    def test_never_show_a_secret(self) -> None:
        chat = {"CHAT_ENDPOINT": "http://llm", "CHAT_MODEL": "m", "CHAT_API_KEY": "s3same"}
        shown = repr(read_settings({"DATABASE_URL": DATABASE_URL, **chat}))
        self.assertNotIn("hunter2", shown)
        self.assertNotIn("s3same", shown)


class AWrongEnvironment(unittest.TestCase):
    def refused(self, env: dict[str, str], *words: str) -> None:
        with self.assertRaises(ConfigError) as caught:
            read_settings(env)
        for word in (*words, "Next:"):
            self.assertIn(word, str(caught.exception))
        self.assertNotIn("hunter2", str(caught.exception))

    def test_names_the_missing_variable_and_what_was_expected(self) -> None:
        self.refused({}, "DATABASE_URL is not set", "postgresql://")

    def test_does_not_quote_a_url_that_is_none(self) -> None:
        for url in ("hunter2", "mysql://u:hunter2@h/d", "postgresql://", "postgresql://[hunter2"):
            with self.subTest(url):
                self.refused({"DATABASE_URL": url}, "DATABASE_URL", "postgresql://")

    def test_wants_a_model_for_a_chat_endpoint(self) -> None:
        self.refused({"DATABASE_URL": DATABASE_URL, "CHAT_ENDPOINT": "http://llm"}, "CHAT_MODEL")
