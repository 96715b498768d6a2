"""The rules of reading in words: each that the code can give, and no other."""

from __future__ import annotations

import ast
import re

from pipeline.correct import CORRECTED
from pipeline.interpret.notations import NOTATIONS, Options, read
from pipeline.interpret.qualifiers import PREFIXES, SUFFIXES
from pipeline.interpret.units import units
from pipeline.package.words import reading, vocabulary
from tests.conftest import ROOT

PRINTED = {
    "quantity": ("約1,200件", "△5万2千人", "１２件", "3", "延べ3人以上"),
    "quantities": ("7種→25種", "38件・76件", "R4：62万件"),
    "fiscal_year": ("R5",),
    "period": ("R6.2月", "R6.6.7時点", "令和7年度末まで", "令和5年度", "2023年"),
    "phrase": ("なし",),
}
OPTIONS = Options(units({"件": "case", "人": "person", "種": "kind"}), {"なし": "none"}, "", "", True)


def given() -> set[str]:
    """Rules of printed samples, one for each that is told apart in words."""
    found = {"canonical"}  # where a cell is only written otherwise; see tests/interpret/test_tables.py
    for kind, texts in PRINTED.items():
        for text in texts:
            readings = read(kind, text, OPTIONS)
            assert isinstance(readings, tuple), text
            found |= {rule for one in readings for rules in one.rules.values() for rule in rules.split("+")}
    return found


def test_every_rule_that_reading_gives_is_in_words() -> None:
    assert PRINTED.keys() == NOTATIONS.keys()
    families = {rule if rule in vocabulary().readings else rule.split(".")[0] for rule in given()}
    assert families == vocabulary().readings.keys() - {"correction"}
    for rule in (*given(), f"{CORRECTED}3", *(f"qualifier.{word}" for word in (*PREFIXES, *SUFFIXES))):
        assert reading(rule).ja, rule
        assert reading(rule).en, rule


def test_no_rule_is_named_in_the_code_without_words() -> None:
    """The samples could miss one: names of rules are also looked for in the code."""
    named = set()
    for path in (ROOT / "pipeline" / "interpret").glob("*.py"):
        texts = (node.value for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Constant))
        named |= {t for t in texts if isinstance(t, str) and re.fullmatch(r"(\w+)\.(\w*)", t, re.ASCII)}
    prefixes = {"era.", "position.", "qualifier."}
    assert prefixes < named
    assert named - prefixes <= vocabulary().readings.keys()
    assert {prefix for prefix in prefixes if not any(r.startswith(prefix[:-1]) for r in vocabulary().readings)} == set()


def test_several_rules_are_each_said() -> None:
    assert reading("characters.narrow+number.thousands").en == (
        "Full-width digits and signs became half-width ones; Commas between thousands were taken out"
    )
    assert reading("qualifier.約") == vocabulary().readings["qualifier"].descriptions
    assert reading("nothing").en == ""
