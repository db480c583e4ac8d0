"""The HTTP interface of the AI service."""

import logging
import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Annotated

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field, StringConstraints

from app.chat import Answer, answer
from app.completion import Completion
from app.config import Settings, read_settings
from app.database import DatabaseUnavailableError
from app.health import Health, check_health, summary
from app.talent import Catalogue

log = logging.getLogger("castmatch.ai")


class Question(BaseModel):
    """A casting options in plain words, and how many performers to name at most."""

    message: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
    limit: Annotated[int, Field(ge=1, le=50)] = 5


class Parts:
    """What requests share while the service runs."""

    def __init__(self, settings: Settings, completion: Completion | None) -> None:
        self.settings = settings
        self.completion = completion
        self.catalogue = Catalogue(settings.database_url)


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    settings = read_settings(os.environ)
    async with AsyncExitStack() as stack:
        completion = None
        if settings.chat_endpoint is not None:
            completion = await stack.enter_async_context(Completion(settings.chat_endpoint))
        app.state.parts = Parts(settings, completion)
        log.info("started stack=%s engine=%s", settings.stack, "openai" if completion else "bm25")
        yield


app = FastAPI(title="CastMatch AI service", lifespan=_lifespan)


@app.get("/health")
async def health(request: Request, response: Response) -> Health:
    """Whether the service can serve: 200 when it can (also degraded), else 503."""
    parts: Parts = request.app.state.parts
    found = await check_health(parts.settings, parts.completion)
    if found.status != "ok":
        log.warning("health %s: %s", found.status, summary(found))
    response.status_code = 503 if found.status == "unavailable" else 200
    return found


@app.post("/chat")
async def chat(request: Request, question: Question) -> Answer:
    """The performers who fit a options, with a reply in plain words."""
    parts: Parts = request.app.state.parts
    found = await answer(parts.catalogue, parts.completion, question.message, question.limit)
    log.info("chat engine=%s matches=%d", found.engine, len(found.matches))
    return found


@app.exception_handler(DatabaseUnavailableError)
async def _database_unavailable(_: Request, error: DatabaseUnavailableError) -> JSONResponse:
    log.warning("postgres cannot be used: %s", error)
    content = {"error": f"postgres cannot be used: {error}", "failing": ["postgres"]}
    return JSONResponse(content, status_code=503)
