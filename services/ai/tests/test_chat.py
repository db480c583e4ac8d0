"""The reply, with and without a language model. Proves R03: chat requests are answered."""

import json
import unittest
from collections.abc import Callable
from typing import cast

import httpx

from app.chat import Answer, answer, local_reply
from app.completion import Completion, CompletionError
from app.config import ChatEndpoint
from app.ranking import Index
from app.talent import Catalogue, Talent
from tests.performers import performer, villain

Handler = Callable[[httpx.Request], httpx.Response]
PEOPLE = [villain(), performer(name="Asha", languages=("Marathi",))]


class FixedCatalogue:
    """Stands in for the one that reads PostgreSQL."""

    async def index(self) -> Index[Talent]:
        return Index(PEOPLE)


def endpoint(handler: Handler) -> Completion:
    return Completion(ChatEndpoint("http://llm/v1", "small", "k3y"), httpx.MockTransport(handler))


def says(content: object) -> Handler:
    body = {"choices": [{"message": {"content": content}}]}
    return lambda _: httpx.Response(200, json=body)


async def ask(completion: Completion | None) -> Answer:
    return await answer(cast("Catalogue", FixedCatalogue()), completion, "Marathi villain", 5)


class TheLocalReply(unittest.TestCase):
    def test_names_the_best_why_and_the_others(self) -> None:
        reply = local_reply(Index(PEOPLE).search("Marathi villain", 5))
        self.assertEqual(
            "Vikram fits best: plays villain; speaks Marathi. Also worth a look: Asha.", reply
        )

    def test_helps_when_nobody_fits(self) -> None:
        self.assertIn("Try a language", local_reply([]))


class WithALanguageModel(unittest.IsolatedAsyncioTestCase):
    async def test_its_words_are_the_reply_and_the_matches_stay(self) -> None:
        found = await ask(endpoint(says(" Cast Vikram. ")))
        self.assertEqual(("Cast Vikram.", "openai"), (found.reply, found.engine))
        self.assertEqual("Vikram", found.matches[0].talent.name)

    async def test_it_is_told_the_wish_the_matches_and_the_key(self) -> None:
        seen: list[httpx.Request] = []

        def handler(request: httpx.Request) -> httpx.Response:
            seen.append(request)
            return says("ok")(request)

        await ask(endpoint(handler))
        [request] = seen
        body = json.loads(request.content)
        self.assertEqual("http://llm/v1/chat/completions", str(request.url))
        self.assertEqual("Bearer k3y", request.headers["authorization"])
        self.assertEqual(
            ("small", "Marathi villain"), (body["model"], body["messages"][1]["content"])
        )
        self.assertIn("playingAgeFrom", body["messages"][0]["content"])

    async def test_the_local_reply_stands_in_with_a_note_when_it_fails(self) -> None:
        def refused(request: httpx.Request) -> httpx.Response:
            raise httpx.ConnectError("refused", request=request)

        faults: dict[str, Handler] = {
            "HTTP 500": lambda _: httpx.Response(500),
            "ConnectError": refused,
            "format": lambda _: httpx.Response(200, text="<html>"),
            "empty": says(None),
        }
        for reason, handler in faults.items():
            with self.subTest(reason):
                found = await ask(endpoint(handler))
                self.assertEqual("bm25", found.engine)
                self.assertTrue(found.reply.startswith("Vikram fits best"))
                self.assertIn(reason, found.reply)
                self.assertNotIn("k3y", found.reply)


class AnEndpointIsReachable(unittest.IsolatedAsyncioTestCase):
    async def test_when_it_answers_even_without_a_list_of_models(self) -> None:
        for status in (200, 404):
            await endpoint(lambda _, status=status: httpx.Response(status)).reach()  # type: ignore[misc]

    async def test_not_when_it_refuses_the_key_or_fails(self) -> None:
        for status in (401, 403, 502):
            with self.assertRaisesRegex(CompletionError, str(status)):
                await endpoint(lambda _, status=status: httpx.Response(status)).reach()  # type: ignore[misc]
