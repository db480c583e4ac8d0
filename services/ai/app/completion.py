"""A reply from an OpenAI-compatible language model, told whom the ranking found."""

import asyncio
import json
from collections.abc import Sequence
from types import TracebackType
from typing import Self

import httpx

from app.config import ChatEndpoint
from app.ranking import Match
from app.talent import Talent

REPLY_LIMIT_S = 15.0
REACH_LIMIT_S = 1.5
ROLE = (
    "You help a casting director. Recommend only performers from the list, best first, "
    "and say in two or three plain sentences why they fit. Say so when nobody fits."
)


class CompletionError(Exception):
    """The endpoint gave no usable reply. The message says why, without key or content."""


class Completion:
    """A chat endpoint and one kept HTTP client for it."""

    def __init__(
        self, endpoint: ChatEndpoint, transport: httpx.AsyncBaseTransport | None = None
    ) -> None:
        key = endpoint.api_key
        self._endpoint = endpoint
        self._client = httpx.AsyncClient(
            headers={"Authorization": f"Bearer {key}"} if key else {},
            # _send limits each request as a whole; httpx's limit starts anew with every byte.
            timeout=None,  # noqa: S113
            transport=transport,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        await self._client.aclose()

    async def reply(self, message: str, matches: Sequence[Match[Talent]]) -> str:
        """Ask for a reply to `message`, given the matches. Raise CompletionError."""
        body = {"model": self._endpoint.model, "messages": _messages(message, matches)}
        response = await self._send(REPLY_LIMIT_S, "POST", "/chat/completions", body)
        if response.is_error:
            raise CompletionError(f"HTTP {response.status_code}")
        return _content(response)

    async def reach(self) -> None:
        """Prove that the endpoint answers and takes the key. Raise CompletionError."""
        response = await self._send(REACH_LIMIT_S, "GET", "/models")
        # Not every server lists its models: only a refusal or a fault of its own counts.
        if response.status_code in (401, 403) or response.is_server_error:
            raise CompletionError(f"HTTP {response.status_code}")

    async def _send(
        self, limit_s: float, method: str, path: str, body: object = None
    ) -> httpx.Response:
        try:
            async with asyncio.timeout(limit_s):
                return await self._client.request(method, self._endpoint.url + path, json=body)
        except TimeoutError as error:
            raise CompletionError(f"no answer within {limit_s:g} s") from error
        except httpx.HTTPError as error:
            raise CompletionError(f"{type(error).__name__}: {error}") from error


def _content(response: httpx.Response) -> str:
    try:
        reply = response.json()["choices"][0]["message"]["content"]
    except (ValueError, LookupError, TypeError) as error:
        raise CompletionError("the reply was not in the OpenAI format") from error
    if not isinstance(reply, str) or not reply.strip():
        raise CompletionError("the reply was empty")
    return reply.strip()


def _messages(message: str, matches: Sequence[Match[Talent]]) -> list[dict[str, str]]:
    performers = [{**match.talent.model_dump(by_alias=True), "why": match.why} for match in matches]
    context = f"{ROLE}\nPerformers:\n{json.dumps(performers, ensure_ascii=False)}"
    return [{"role": "system", "content": context}, {"role": "user", "content": message}]
