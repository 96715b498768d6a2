"""A documentation page for each problem code, from the catalogue (`docs/errors/`, `opendata errors`)."""

from __future__ import annotations

import sys
from pathlib import Path

from pipeline.language import Language
from pipeline.report.catalogue import catalogue, entry

_HEADINGS: dict[Language, dict[str, str]] = {
    "ja": {"message": "表示", "remedy": "直し方", "bad": "例（誤）", "good": "例（正）", "exit": "終了コード"},
    "en": {
        "message": "Message",
        "remedy": "Remedy",
        "bad": "Example, wrong",
        "good": "Example, mended",
        "exit": "Exit status",
    },
}


def page(code: str) -> str:
    """The page of one code in Markdown, Japanese first."""
    return f"# {code}\n\n{section(code, 'ja')}\n---\n\n{section(code, 'en')}"


def section(code: str, language: Language) -> str:
    """One language of the page."""
    of, words = entry(code), _HEADINGS[language]
    kind = f" · frictionless: `{of.frictionless}`" if of.frictionless else ""
    return (
        f"{of.about[language]}\n\n"
        f"**{words['message']}**: {of.message[language]}\n\n"
        f"**{words['remedy']}**: {of.remedy[language]}\n\n"
        f"**{words['bad']}**\n\n```\n{of.example['bad']}\n```\n\n"
        f"**{words['good']}**\n\n```\n{of.example['good']}\n```\n\n"
        f"{words['exit']}: {of.exit}{kind}\n"
    )


def index() -> str:
    """A list of all codes with their messages."""
    rows = [f"| [{e.code}]({e.code}.md) | {e.message['ja']} | {e.message['en']} |" for e in catalogue().values()]
    return "\n".join(["# エラー一覧 / Problem codes", "", "| code | 日本語 | English |", "|---|---|---|", *rows, ""])


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "README.md").write_text(index(), "utf-8")
    for code in catalogue():
        (folder / f"{code}.md").write_text(page(code), "utf-8")
