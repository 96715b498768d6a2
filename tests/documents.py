"""Pages in Markdown as tests read them: blocks, headings, tables, links, and words in code."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from tests.conftest import ROOT

_FENCE = re.compile(r"^( *)```(\w*) ?([^\n]*)\n(.*?)^\1```$", re.S | re.M)
_COMMENT = re.compile(r"(^|\s+)#\s.*$")


class Block(NamedTuple):
    """A fenced block: its language, what stands behind that (`json schemas/raw/x.json`), and its text."""

    language: str
    about: str
    text: str

    @property
    def commands(self) -> list[str]:
        """Those of a block of the shell: a line each, or more where it ends in a backslash or begins a here-document.
        Comments are left out, so that two languages have the same."""
        found: list[str] = []
        lines = iter(self.text.splitlines())
        for line in lines:
            command = _COMMENT.sub("", line)
            while command.endswith("\\"):
                command += "\n" + _COMMENT.sub("", next(lines))
            if here := re.search(r"<<'(\w+)'", command):
                body = list(iter(lambda: next(lines), here[1]))
                command += "\n" + "\n".join([*body, here[1]])
            found += [command] if command.strip() else []
        return found


class Page(NamedTuple):
    """A page by its path in the project."""

    path: str

    @property
    def text(self) -> str:
        return (ROOT / self.path).read_text("utf-8")

    @property
    def blocks(self) -> list[Block]:
        return [
            Block(language, about.strip(), re.sub(rf"^{indent}", "", text, flags=re.M))
            for indent, language, about, text in _FENCE.findall(self.text)
        ]

    @property
    def prose(self) -> str:
        """What is no block."""
        return _FENCE.sub("", self.text)

    @property
    def headings(self) -> list[tuple[int, str]]:
        return [(len(level), words) for level, words in re.findall(r"^(#+) (.+)$", self.prose, re.M)]

    @property
    def anchors(self) -> set[str]:
        """As GitHub makes them of headings."""
        kept = (re.sub(r"[^\w\- ]", "", words.lower()) for _, words in self.headings)
        return {words.replace(" ", "-") for words in kept}

    @property
    def tables(self) -> list[tuple[int, int]]:
        """Rows and columns of each."""
        found = re.findall(r"(?:^ *\|.*\|\n)+", self.prose + "\n", re.M)
        return [(table.count("\n"), len(_cells(table.splitlines()[1]))) for table in found]

    @property
    def links(self) -> list[str]:
        return re.findall(r"\]\(([^)\s]+)\)", self.prose)

    @property
    def code(self) -> list[str]:
        """Words in code, in the prose."""
        return [" ".join(words.split()) for words in re.findall(r"(?<!`)`([^`]+)`(?!`)", self.prose)]

    @property
    def japanese(self) -> Page:
        return Page(self.path.removesuffix(".md") + ".ja.md")

    def json(self) -> Iterator[tuple[str, Any]]:
        """What the blocks of JSON hold, each with what it is."""
        for block in self.blocks:
            if block.language == "json":
                yield block.about, json.loads(block.text)


def _cells(line: str) -> list[str]:
    return re.split(r"(?<!\\)\|", line.strip().strip("|"))


MADE = ("docs/dependencies.md",)
"""Made by a program, in one page for both languages."""
PAGES = [
    Page(str(path.relative_to(ROOT)))
    for path in sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")])
    if not path.name.endswith(".ja.md") and str(path.relative_to(ROOT)) not in MADE
]
EVERY = [one for page in PAGES for one in (page, page.japanese)]
