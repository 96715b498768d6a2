"""However problems come together, of each cause so many are kept, and the totals are exact."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import tally
from pipeline.examine import examine
from pipeline.package import load
from pipeline.problem import Problem
from pipeline.report.catalogue import exit_status
from pipeline.report.document import document
from pipeline.report.html import page
from pipeline.report.terminal import render, summary
from pipeline.tally import MORE, Tally, bounded, counts
from tests.conftest import quiet
from tests.hardening.bad.project import RAW, make, table

LIMIT = 3
PROBLEMS = st.lists(st.builds(Problem, st.sampled_from(["E-TYPE", "W-FORMULA"]), st.sampled_from(["a", "b"])))


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tally, "LIMIT", LIMIT)


def totals(said: list[Problem]) -> Counter[tuple[str, str]]:
    """Of each code and file, the kept ones and those that are only counted."""
    found = Counter((p.code, p.file) for p in said if p.code != MORE)
    assert max(found.values(), default=0) <= LIMIT
    for more in (p for p in said if p.code == MORE):
        assert found[more.facts["code"], more.file] == LIMIT
        found[more.facts["code"], more.file] += int(more.facts["count"])
        assert int(more.facts["total"]) == found[more.facts["code"], more.file]
    return found


@given(st.lists(PROBLEMS))
def test_the_totals_over_all_parts_are_exact(parts: list[list[Problem]]) -> None:
    tally.LIMIT = LIMIT
    together = Tally()
    for part in parts:
        together.add(bounded(part))
    every = [problem for part in parts for problem in part]
    assert totals(together.said()) == totals(bounded(every)) == Counter((p.code, p.file) for p in every)
    assert counts(together.said()) == Counter(problem.severity for problem in every)


def test_each_form_of_the_report_says_how_many_more_there_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(tmp_path)
    monkeypatch.setattr("pipeline.read.pieces.SIZE", 1 << 12)  # several parts
    (tmp_path / RAW).write_text(table(*({"code": f"a{n}", "whole": "x"} for n in range(100))), "utf-8")
    problems = examine(load(tmp_path), quiet).problems
    [more] = [problem for problem in problems if problem.code == MORE]
    assert (more.file, more.field) == (RAW, "whole")
    assert more.facts == {"code": "E-TYPE", "count": "97", "total": "100"}
    assert [p.row for p in problems if p.code == "E-TYPE"] == [2, 3, 4]
    assert exit_status(problems) == 1
    report = json.loads(document(problems))
    assert (report["truncated"], report["counts"]["error"]) == (True, 100)
    for language, said in (("ja", "合わせて 100 件"), ("en", "(100 in all)")):
        assert said in render(problems, language, lambda _: ())  # type: ignore[arg-type]
        assert " 100 " in summary(problems, language)  # type: ignore[arg-type]
        assert said in page(problems, [], {})
    assert "<b>100</b>" in page(problems, [], {})
