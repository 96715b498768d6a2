"""Pages of what schemas and tables are judged by, from the files that say it: rates and rules (`docs/`)."""

from __future__ import annotations

import csv
import sys
from collections.abc import Callable, Iterator, Mapping
from importlib import resources
from pathlib import Path

from pipeline.enrich.rates import DIVIDING, RATES
from pipeline.language import Language
from pipeline.package.derivations import inputs
from pipeline.package.words import vocabulary
from pipeline.rules import rules

Both = Mapping[Language, str]
_RATES: Mapping[str, Both] = {
    "title": {"ja": "率", "en": "Rates"},
    "about": {
        "ja": "公開する表の項目が `derivation` に書ける率（[キー](schema.ja.md)）。入力は、その行の項目か、ほかの行から"
        "引いた値である。計算は誤差なく行い、割り算をする率（÷ の列）は `decimals` で公開する小数の桁数を決め、"
        "四捨五入する。どの値にも状態があり、値がないときは理由を示す。",
        "en": "What the `derivation` of a published field can name ([keys](schema.md)). An input is a field of the "
        "row, or one looked up in another. Arithmetic is exact; a rate that divides (column ÷) needs `decimals`, the "
        "digits that are published, rounded half up. Each value has a status; where there is none, it says why.",
    },
    "head": {"ja": "率 | 求め方 | 入力 | ÷ | 状態", "en": "rate | what it is | inputs | ÷ | statuses"},
    "why": {"ja": "状態", "en": "Statuses"},
    "status": {"ja": "状態 | 意味", "en": "status | meaning"},
    "number": {"ja": "数", "en": "number"},
    "text": {"ja": "文字", "en": "text"},
}
_RULES: Mapping[str, Both] = {
    "title": {"ja": "機械可読な表の規則", "en": "Rules of machine-readable tables"},
    "about": {
        "ja": "「行政データにおける機械可読性に関するルール」（デジタル庁、2026年3月31日）の30の規則の要約で、"
        "`opendata rules` が調べる。総務省（2020年）とe-Stat（1.2）の規則で当たる番号を添えた。",
        "en": "The 30 rules of the Digital Agency (行政データにおける機械可読性に関するルール, 31 March 2026) in "
        "short; `opendata rules` applies them. Beside each, its numbers in the rules of MIC (2020) and e-Stat (1.2).",
    },
    "head": {
        "ja": "規則 | 内容 | 直し方 | 重さ | 決める | 総務省 | e-Stat",
        "en": "rule | what it asks | remedy | severity | decided by | MIC | e-Stat",
    },
    "machine": {"ja": "機械", "en": "machine"},
    "partly": {"ja": "機械と人", "en": "machine and person"},
    "person": {"ja": "人", "en": "person"},
}


def rates_page(language: Language) -> str:
    """Every rate by name: formula, inputs with their kind, and the statuses that it can have, as Markdown."""
    said = {name: words[language] for name, words in _RATES.items()}
    rows = (
        [
            f"`{name}`",
            f"**{term.titles[language]}**: {term.descriptions[language]}",
            ", ".join(f"`{one}` ({said[kind]})" for one, kind in inputs(RATES[name]).items()),
            "÷" if name in DIVIDING else "",
            " ".join(f"`{status}`" for status in term.statuses),
        ]
        for name, term in vocabulary().rates.items()
    )
    template = resources.files("pipeline").joinpath("template/raw/statuses.csv").read_text("utf-8")
    meanings = ([f"`{row['status']}`", row[f"label_{language}"]] for row in csv.DictReader(template.splitlines()))
    parts = [*_top("rates", said, language), *_table(said["head"], rows)]
    return "\n".join([*parts, "", f"## {said['why']}", "", *_table(said["status"], meanings), ""])


def rules_page(language: Language) -> str:
    """Every rule of machine-readable tables, as Markdown."""
    said = {name: words[language] for name, words in _RULES.items()}
    rows = (
        [
            *(name, rule.text[language], rule.remedy[language], rule.severity, said[rule.decided]),
            *(", ".join(rule.mic), ", ".join(rule.estat)),
        ]
        for name, rule in rules().items()
    )
    return "\n".join([*_top("rules", said, language), *_table(said["head"], rows), ""])


def _top(name: str, said: Mapping[str, str], language: Language) -> list[str]:
    other = f"[English]({name}.md)" if language == "ja" else f"[日本語]({name}.ja.md)"
    return [f"# {said['title']}", "", other, "", said["about"], ""]


def _table(head: str, rows: Iterator[list[str]]) -> list[str]:
    columns = head.count("|") + 1
    lines = [" | ".join(cell.replace("|", "\\|") for cell in row) for row in rows]
    return [f"| {head} |", "|" + "---|" * columns, *(f"| {line} |" for line in lines)]


PAGES: Mapping[str, Callable[[Language], str]] = {"rates": rates_page, "rules": rules_page}

if __name__ == "__main__":
    for name, page in PAGES.items():
        (Path(sys.argv[1]) / f"{name}.md").write_text(page("en"), "utf-8")
        (Path(sys.argv[1]) / f"{name}.ja.md").write_text(page("ja"), "utf-8")
