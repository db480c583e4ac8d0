"""A reply from an OpenAI-compatible language model, told whom the ranking found."""

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
            timeout=REPLY_LIMIT_S,
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
        url = f"{self._endpoint.url}/chat/completions"
        body = {"model": self._endpoint.model, "messages": _messages(message, matches)}
        try:
            response = (await self._client.post(url, json=body)).raise_for_status()
            reply = str(response.json()["choices"][0]["message"]["content"] or "").strip()
        except (httpx.HTTPError, ValueError, LookupError, TypeError) as error:
            raise CompletionError(_reason(error)) from error
        if not reply:
            raise CompletionError("the reply was empty")
        return reply

    async def reach(self) -> None:
        """Prove that the endpoint answers and takes the key. Raise CompletionError."""
        try:
            response = await self._client.get(f"{self._endpoint.url}/models", timeout=REACH_LIMIT_S)
        except httpx.HTTPError as error:
            raise CompletionError(_reason(error)) from error
        # Not every server lists its models: only a refusal or a fault of its own counts.
        if response.status_code in (401, 403) or response.is_server_error:
            raise CompletionError(f"HTTP {response.status_code}")


def _messages(message: str, matches: Sequence[Match[Talent]]) -> list[dict[str, str]]:
    performers = [{**match.talent.model_dump(by_alias=True), "why": match.why} for match in matches]
    context = f"{ROLE}\nPerformers:\n{json.dumps(performers, ensure_ascii=False)}"
    return [{"role": "system", "content": context}, {"role": "user", "content": message}]


def _reason(error: Exception) -> str:
    if isinstance(error, httpx.HTTPStatusError):
        return f"HTTP {error.response.status_code}"
    if isinstance(error, httpx.TimeoutException):
        return "no answer in time"
    if isinstance(error, httpx.HTTPError):
        return f"{type(error).__name__}: {error}"
    return "the reply was not in the OpenAI format"
