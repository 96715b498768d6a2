"""The site as people see it: the release of this project, served by the command, in Debian's Chromium."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.conftest import ROOT
from tests.served import serving

OUTPUT = ROOT / "output"
CHROMIUM = "/usr/bin/chromium"
SCREENSHOTS = Path(__file__).parent / "screenshots"
AXE = ROOT / "tests" / "node" / "node_modules" / "axe-core" / "axe.min.js"


@dataclass
class Visitor:
    """A page of the browser, and all that it complained of or that it asked of other hosts."""

    page: Page
    root: str
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", lambda said: self._complain(said.text) if said.type in ("error", "warning") else None)
        self.page.on("pageerror", lambda error: self._complain(str(error)))
        self.page.on("request", lambda asked: None if self._own(asked.url) else self._complain(asked.url))
        self.page.on("response", lambda got: self._complain(f"{got.status} {got.url}") if got.status >= 400 else None)

    def _complain(self, text: str) -> None:
        self.complaints.append(text)

    def _own(self, url: str) -> bool:
        return url.startswith((self.root, "data:", "blob:"))

    def open(self, path: str) -> Page:
        """Goes to a page by its path from the first one."""
        self.page.goto(self.root + path)
        return self.page

    @property
    def path(self) -> str:
        """Where it is, from the first page."""
        return urlsplit(self.page.url).path.lstrip("/")

    def axe(self, *rules: str) -> list[str]:
        """What axe-core finds against WCAG 2.2 AA, or against these rules only."""
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(AXE.read_text("utf-8"))
        tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
        only = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": tags}
        found: dict[str, Any] = self.page.evaluate(
            "options => axe.run(document, options)", {"runOnly": only, "resultTypes": ["violations"]}
        )
        return [
            f"{one['id']}: {' '.join(map(str, node['target']))} {json.dumps(node['any'][:1], ensure_ascii=False)}"
            for one in found["violations"]
            for node in one["nodes"]
        ]


@pytest.fixture(scope="module")
def root() -> Iterator[str]:
    """The address of the first page."""
    with serving(OUTPUT) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One a module: as long as Playwright is there, its event loop runs, and no other can in this process."""
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield launched
        launched.close()


@contextlib.contextmanager
def visiting(browser: Browser, root: str, **options: Any) -> Iterator[Visitor]:
    """A visitor with a context of its own, who has complained of nothing at the end."""
    context: BrowserContext = browser.new_context(reduced_motion="reduce", **options)
    context.set_default_timeout(10_000)
    try:
        visitor = Visitor(context.new_page(), root)
        yield visitor
        assert visitor.complaints == []
    finally:
        context.close()


@pytest.fixture(scope="module")
def everyone(browser: Browser, root: str) -> Iterator[Visitor]:
    """One visitor for many pages."""
    with visiting(browser, root, viewport={"width": 1280, "height": 900}) as visitor:
        yield visitor


@pytest.fixture
def visitor(browser: Browser, root: str) -> Iterator[Visitor]:
    with visiting(browser, root, viewport={"width": 1280, "height": 900}) as visitor:
        yield visitor


@pytest.fixture
def plain(browser: Browser, root: str) -> Iterator[Visitor]:
    """A visitor whose browser runs no scripts."""
    with visiting(browser, root, java_script_enabled=False) as visitor:
        yield visitor
