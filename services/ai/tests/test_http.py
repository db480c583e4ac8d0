"""The HTTP interface: what callers get. Proves R03 and R08."""

import unittest
from contextlib import AbstractContextManager
from unittest.mock import AsyncMock, patch

import httpx
import psycopg

from app.config import Settings
from app.main import Parts, app
from tests.test_health import NO_SERVER


def logged_in() -> AbstractContextManager[AsyncMock]:
    """A login that succeeds, so that the statement is what fails."""
    return patch("app.database._connect", AsyncMock())


class WithoutADatabase(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self) -> None:
        app.state.parts = Parts(Settings("h1", NO_SERVER), None)
        transport = httpx.ASGITransport(app)
        self.http = httpx.AsyncClient(transport=transport, base_url="http://ai")

    async def asyncTearDown(self) -> None:
        await self.http.aclose()

    async def test_health_is_503_and_names_what_fails(self) -> None:
        response = await self.http.get("/health")
        body = response.json()
        self.assertEqual(503, response.status_code)
        self.assertEqual(
            ("unavailable", "ai", "h1", ["postgres"]),
            (body["status"], body["service"], body["stack"], body["failing"]),
        )
        self.assertEqual({"ok", "latencyMs", "detail"}, set(body["dependencies"]["postgres"]))

    async def test_chat_is_503_with_the_reason(self) -> None:
        response = await self.http.post("/chat", json={"message": "villain"})
        self.assertEqual(503, response.status_code)
        self.assertEqual(["postgres"], response.json()["failing"])
        self.assertIn("refused", response.json()["error"])

    async def test_chat_is_503_also_for_a_session_that_outlives_its_role(self) -> None:
        for fault in (
            psycopg.errors.InternalError_("cache lookup failed for role 16385"),
            psycopg.errors.UndefinedObject("role with OID 16385 does not exist"),
            psycopg.errors.InsufficientPrivilege("permission denied for table talent"),
            psycopg.errors.AdminShutdown("terminating connection"),
        ):
            with self.subTest(fault), patch("app.talent._version", side_effect=fault), logged_in():
                response = await self.http.post("/chat", json={"message": "villain"})
                self.assertEqual(503, response.status_code)
                self.assertIn(f"SQLSTATE {fault.sqlstate}", response.json()["error"])

    async def test_an_empty_message_is_422(self) -> None:
        for body in ({}, {"message": ""}, {"message": " \n"}, {"message": "a", "limit": 0}):
            with self.subTest(body=body):
                self.assertEqual(422, (await self.http.post("/chat", json=body)).status_code)
