"""After `make up` in a fresh clone on a bare machine: five services, the role, a page that works, data that stays."""

import httpx
import psycopg
import pytest
from playwright.sync_api import Browser, expect

from castmatch.stack.model import SERVICES, ServiceName
from tests.bare.clone import SLOW, Clone
from tests.talent import talent

pytestmark = [pytest.mark.docker]

NEW = "Asha Written-On-A-Bare-Machine"


@pytest.mark.requirement("R13")
def test_five_services_are_ready_with_the_role_and_its_guardian(clone: Clone) -> None:
    """As `services --json` tells it, and as each app says itself at this moment."""
    outputs = clone.services()

    assert set(outputs.services) == set(SERVICES)
    assert outputs.guardian is not None
    assert (outputs.role.name, outputs.role.state) == ("castmatch_user", "reconciled")
    apps: tuple[ServiceName, ...] = ("ai", "backend", "frontend")
    for app in apps:
        health = httpx.get(f"{clone.url(app)}/health", timeout=SLOW)
        assert health.json()["status"] == "ok", health.text


@pytest.mark.requirement("R07")
def test_the_role_logs_in_over_tcp_with_its_password_and_owns_its_database(clone: Clone) -> None:
    with psycopg.connect(clone.database_url(), connect_timeout=SLOW) as connection:
        row = connection.execute(
            "SELECT current_user, pg_get_userbyid(datdba) FROM pg_database WHERE datname = current_database()"
        ).fetchone()

    assert row == ("castmatch_user", "castmatch_user")


@pytest.mark.requirement("R07")
def test_another_password_is_refused(clone: Clone) -> None:
    """So the login above proves the password."""
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(clone.database_url(), password="another", connect_timeout=SLOW)


@pytest.mark.browser
@pytest.mark.requirement("R12")
def test_the_page_shows_talents_and_the_chat_finds_one(clone: Clone, browser: Browser) -> None:
    """In a real browser, down to database, cache and AI service."""
    page = browser.new_page()
    page.goto(clone.url("frontend"))

    expect(page.get_by_test_id("talent-card").first).to_be_visible(timeout=SLOW * 1000)
    page.get_by_test_id("chat-input").fill("a Marathi-speaking villain in his fifties")
    page.get_by_test_id("chat-send").click()

    expect(page.get_by_test_id("chat-reply").last).to_contain_text("Vikram Deshmukh", timeout=SLOW * 1000)
    for service in SERVICES:
        expect(page.get_by_test_id(f"service-{service}")).to_have_attribute("data-state", "ready")


@pytest.mark.requirement("R20")
def test_what_was_written_is_there_after_down_and_up(clone: Clone) -> None:
    written = httpx.post(f"{clone.url('backend')}/api/talent", json=talent(NEW), timeout=SLOW)
    assert written.status_code == 201, written.text

    clone.make("down")
    clone.make("up")

    assert [talent["name"] for talent in clone.talents("Bare-Machine")] == [NEW]


@pytest.mark.requirement("R18")
def test_git_sees_no_change(clone: Clone) -> None:
    """Neither the machine's facts nor what services write stand in the clone."""
    assert clone.changes() == ""
