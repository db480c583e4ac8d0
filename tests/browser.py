"""A real browser: the system's Chromium, else the one that `playwright install chromium` brought."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

PATIENCE = 30_000  # milliseconds until something expected of a page is there; a busy machine compiles it for long
QUIET = ["--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-component-update"]


@contextmanager
def chromium() -> Iterator[Browser]:
    """One browser; skips the test where there is none."""
    expect.set_options(timeout=PATIENCE)
    system = shutil.which("chromium") or shutil.which("google-chrome")
    sandbox = [] if os.geteuid() else ["--no-sandbox"]
    with sync_playwright() as playwright:
        if system is None and not Path(playwright.chromium.executable_path).exists():
            pytest.skip("no Chromium browser (apt-get install chromium, or playwright install chromium)")
        browser = playwright.chromium.launch(executable_path=system, args=[*QUIET, *sandbox])
        yield browser
        browser.close()
