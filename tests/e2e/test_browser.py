"""A person at the page: talent list, search, chat and the live state, in a real browser, down to the database."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import chromium
from tests.e2e.stack import Stack

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.integration,
    pytest.mark.docker,
    pytest.mark.browser,
    pytest.mark.requirement("R12"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def page(browser: Browser, up: Stack) -> Iterator[Page]:
    """The front page at work: what is typed before its script runs is lost. A script error fails the test."""
    page = browser.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(up.url("frontend"))
    expect(page.get_by_test_id("talent-card").first).to_be_visible()
    yield page
    page.close()
    assert errors == []


def test_the_page_shows_the_talents_of_the_database(page: Page, up: Stack) -> None:
    """The rows of PostgreSQL are on the page, a talent written a moment ago too."""
    up.sql(
        "INSERT INTO talent (name, gender, playing_age_from, playing_age_to, languages, archetypes, skills, city, bio)"
        " VALUES ('Zubeida Quillfeather', 'female', 30, 40, '{Konkani}', '{comic}', '{}', 'Goa', 'x')"
    )
    try:
        page.get_by_test_id("talent-search").fill("Quillfeather")
        expect(page.get_by_test_id("talent-card")).to_have_count(1)
        expect(page.get_by_test_id("talent-card")).to_contain_text("Zubeida Quillfeather")
    finally:
        up.sql("DELETE FROM talent WHERE name = 'Zubeida Quillfeather'")


def test_search_narrows_the_list(page: Page) -> None:
    """Fewer cards than before, each with the word in it."""
    cards = page.get_by_test_id("talent-card")
    expect(cards.first).to_be_visible()
    before = cards.count()

    page.get_by_test_id("talent-search").fill("Marathi")

    expect(cards.first).to_contain_text("Marathi")
    expect(cards).not_to_have_count(before)


def test_chat_finds_the_talent_for_a_sentence(page: Page) -> None:
    """The AI service ranks real talents: Marathi, villain, fifties, male."""
    page.get_by_test_id("chat-input").fill("a Marathi-speaking villain in his fifties")
    page.get_by_test_id("chat-send").click()

    expect(page.get_by_test_id("chat-reply").last).to_contain_text("Vikram Deshmukh")
    expect(page.get_by_test_id("chat-match").first).to_contain_text("Vikram Deshmukh")


@pytest.mark.requirement("R22")
def test_the_page_shows_five_services_ready_and_its_stack(page: Page, up: Stack) -> None:
    """The live state strip, and whose environment this is."""
    expect(page.get_by_test_id("stack-name")).to_contain_text(up.name)
    for service in ("frontend", "backend", "ai", "postgres", "redis"):
        expect(page.get_by_test_id(f"service-{service}")).to_have_attribute("data-state", "ready")


@pytest.mark.requirement("R22")
def test_the_page_sees_redis_go_and_come_back(page: Page, up: Stack) -> None:
    """The strip turns within seconds, the list still works, and the strip turns back."""
    redis = page.get_by_test_id("service-redis")
    expect(redis).to_have_attribute("data-state", "ready")
    up.container("redis").pause()
    try:
        expect(redis).to_have_attribute("data-state", "down")
        page.get_by_test_id("talent-search").fill("Tamil")
        expect(page.get_by_test_id("talent-card").first).to_contain_text("Tamil")
    finally:
        up.container("redis").unpause()
    expect(redis).to_have_attribute("data-state", "ready")
