"""Reconciliation: totals aware of rounding, counts, members, and texts that contain others."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.package.descriptor import Identity
from pipeline.package.models import Words
from pipeline.report.catalogue import message
from pipeline.table import Table, frame, sliced
from pipeline.validate.identities import results_of, shares_of
from tests.stages import reconcile

TITLES = Words(ja="和は合計に等しい", en="The parts add up")
OKU = 100_000_000
ZERO = Decimal(0)
R5 = ("20.2", "22.2", "2.8", "16.0", "1.0")  # 億円, printed with one decimal: they add up to 62.2


def identity(kind: str, **declared: object) -> Identity:
    return Identity(**{"name": "it", "kind": kind, "table": "money", "titles": TITLES} | declared)  # type: ignore[arg-type]


TOTAL = identity("total", field="amount", step="step", by=["year"], whole={"goal": "total"})


def money(*rows: tuple[str, str, str | None, str | None]) -> Table:
    columns = ["year", "goal", "amount", "step"]
    return Table("money", frame(columns, rows), "raw/money.csv", "", range(2, 2 + len(rows)), columns)


def budget(whole: str, step: str | None = "0.1") -> Table:
    """The parts of R5 and a total, in yen, each with a step in 億."""

    def yen(amount: str) -> str:
        return f"{(Decimal(amount) * OKU).normalize():f}"

    rows = [(goal, part) for goal, part in zip("abcde", R5, strict=True)] + [("total", whole)]
    return money(*(("2023", goal, yen(amount), step and yen(step)) for goal, amount in rows))


@pytest.mark.parametrize(
    ("whole", "step", "verdict", "bound"),
    [
        ("62.2", "0.1", "equal", "0.30"),
        ("62.4", "0.1", "within_rounding", "0.30"),  # as the source prints it
        ("62.0", "0.1", "within_rounding", "0.30"),
        ("62.5", "0.1", "within_rounding", "0.30"),  # the bound itself is inside
        ("62.6", "0.1", "violated", "0.30"),
        ("61.8", "0.1", "violated", "0.30"),
        ("62.4", "0.01", "violated", "0.03"),
        ("62.2", None, "equal", "0"),
        ("62.2000001", None, "violated", "0"),  # exact counts leave no room
    ],
)
def test_a_total_holds_within_half_a_step_of_each_figure(
    whole: str, step: str | None, verdict: str, bound: str
) -> None:
    results, problems = reconcile({"money": budget(whole, step)}, [TOTAL])
    [result] = results
    assert (result.verdict, result.bound, result.parts) == (verdict, Decimal(bound) * OKU, Decimal("62.2") * OKU)
    codes = {"equal": [], "within_rounding": ["W-ROUNDING"], "violated": ["E-TOTAL"]}
    assert [problem.code for problem in problems] == codes[verdict]


def test_the_problem_names_the_row_of_the_total_and_the_figures() -> None:
    _, [problem] = reconcile({"money": budget("62.4")}, [TOTAL])
    assert (problem.file, problem.row, problem.field, problem.cell) == ("raw/money.csv", 7, "amount", "6240000000")
    assert problem.facts == {
        "identity": "it",
        "title_ja": TITLES.ja,
        "title_en": TITLES.en,
        "scope": " (year=2023)",
        "parts": "6,220,000,000",
        "whole": "6,240,000,000",
        "difference": "20,000,000",
        "bound": "30,000,000",
        "listed": "2,020,000,000 + 2,220,000,000 + 280,000,000 + 1,600,000,000 + 100,000,000",
        "lines": "2, 3, 4, 5, 6",
    }


def test_each_group_has_its_own_total_and_without_step_counts_are_exact() -> None:
    table = money(
        *[("2023", "a", "60", "1"), ("2023", "b", "117", "1"), ("2023", "total", "177", "1")],
        *[("2024", "total", "9", None), ("2024", "a", "8", None)],
    )
    counts = identity("total", field="amount", by=["year"], whole={"goal": "total"})
    results, problems = reconcile({"money": table}, [counts])
    assert [(r.scope, r.verdict, r.row) for r in results] == [("year=2023", "equal", 4), ("year=2024", "violated", 5)]
    assert {r.bound for r in results} == {ZERO}
    assert [problem.row for problem in problems] == [5]


@pytest.mark.parametrize(("rows", "line"), [(["a", None, "total", "9"], 2), (["a", "9", "total", None], 3)])
def test_a_group_with_a_value_missing_is_said_not_to_be_checked(rows: list[str], line: int) -> None:
    table = money(("2022", rows[0], rows[1], None), ("2022", rows[2], rows[3], None))
    [result], [problem] = reconcile({"money": table}, [TOTAL])
    assert (result.verdict, problem.code, problem.row) == ("not_checked", "W-NOT-CHECKED", line)


@pytest.mark.parametrize("rows", [[("2022", "total", "9", None)], []])  # no parts
def test_a_group_with_nothing_to_compare_says_nothing(rows: list[tuple[str, str, str | None, str | None]]) -> None:
    assert reconcile({"money": money(*rows)}, [TOTAL]) == ([], [])


def test_parts_without_their_total_are_a_problem() -> None:
    [result], [problem] = reconcile({"money": money(("2022", "a", "9", None), ("2022", "b", "1", None))}, [TOTAL])
    assert (result.verdict, result.parts, result.whole) == ("violated", Decimal(10), ZERO)
    assert (problem.code, problem.row) == ("E-TOTAL", 2)


def test_of_many_parts_the_first_are_listed_whatever_the_parts_of_the_table() -> None:
    rows = [("2022", f"a{number}", "1", None) for number in range(30)]
    whole = money(*rows, ("2022", "total", "31", None))
    parts = [replace(whole, frame=whole.frame.slice(at, 16), lines=whole.lines[at : at + 16]) for at in (0, 16)]
    [result] = results_of({"money": [shares_of(part, {0: TOTAL}) for part in parts]}, [TOTAL])
    assert (result.listed, result.lines) == (
        " + ".join([*["1"] * 20, "…"]),
        ", ".join([*map(str, range(2, 22)), "…"]),
    )


def test_values_that_are_not_the_same_are_told_with_their_lines() -> None:
    rows = [("2022", "kpi01", "人", None), ("2023", "kpi01", "件", None), ("2023", "kpi02", "件", None)]
    same = identity("same", field="amount", by=["goal"])
    [result], [problem] = reconcile({"money": money(*rows, ("2024", "kpi01", "人", None))}, [same])
    assert (result.parts, result.whole, problem.row, problem.cell) == (Decimal(3), Decimal(4), 3, "件")
    assert (
        message(problem, "ja")
        == "「和は合計に等しい」が成り立たない: kpi01: 人 (2), 件 (3)（括弧の中は、その値が初めて出る行）"
    )


@pytest.mark.parametrize(
    ("declared", "count"),
    [
        ({}, 4),
        ({"where": {"goal": "total"}}, 2),
        ({"where": {"goal": "total", "year": "2023"}}, 1),
        ({"where": {"goal": "nobody"}}, 0),
        ({"exclude": {"goal": "total"}}, 2),
        ({"exclude": {"goal": "total", "year": "2023"}}, 3),
        ({"where": {"year": "2023"}, "exclude": {"goal": "total"}}, 1),
    ],
)
def test_rows_are_counted(declared: dict[str, object], count: int) -> None:
    table = money(*((year, goal, "1", "1") for year in ("2022", "2023") for goal in ("a", "total")))
    results, problems = reconcile(
        {"money": table}, [identity("count", expected=expected, **declared) for expected in (count, count + 1)]
    )
    assert [(r.verdict, r.parts, r.bound) for r in results] == [
        (v, Decimal(count), ZERO) for v in ("equal", "violated")
    ]
    [problem] = problems
    assert (problem.code, problem.file, problem.row) == ("E-IDENTITY", "raw/money.csv", None)


@pytest.mark.parametrize(("goals", "verdict", "row"), [("a b c", "equal", None), ("a c", "violated", 3)])
def test_every_member_must_be_known(goals: str, verdict: str, row: int | None) -> None:
    table = money(("2023", "a", "1", None), ("2023", "b", "1", None), ("2023", "c", "1", None))
    known = Table("goals", frame(["goal"], [[goal] for goal in goals.split()]))
    results, problems = reconcile({"money": table, "goals": known}, [identity("member", field="goal", of="goals")])
    assert [(r.verdict, r.whole, r.bound, r.row) for r in results] == [(verdict, Decimal(3), ZERO, row)]
    assert [(p.code, p.row, p.cell) for p in problems] == ([("E-IDENTITY", 3, "b")] if row else [])


def test_a_text_must_contain_the_printed_one() -> None:
    columns = ["printed", "context"]
    rows: list[list[str | None]] = [
        ["185回", "事業実施185回、申請数3,704件"],
        [None, "もの"],
        ["3,705件", "申請数3,704件"],
        ["5回", None],
    ]
    table = Table("money", frame(columns, rows), "raw/money.csv", "", [2, 4, 5, 6], columns)
    [result], [problem] = reconcile({"money": table}, [identity("contains", field="printed", of="context")])
    assert (result.verdict, result.parts, result.whole) == ("violated", Decimal(2), Decimal(4))
    assert (problem.row, problem.field, problem.cell) == (5, "printed", "3,705件")


def test_identities_of_tables_that_are_not_there_are_skipped() -> None:
    identities = [TOTAL, identity("count", expected=1), identity("member", field="goal", of="goals")]
    assert reconcile({}, identities) == ([], [])
    assert reconcile({"goals": money()}, identities) == ([], [])
    assert reconcile({"money": budget("62.2")}, identities[2:]) == ([], [])


AMOUNTS = st.none() | st.decimals(-99, 99, places=1, allow_nan=False, allow_infinity=False).map(str)
ROWS = st.lists(
    st.tuples(st.sampled_from(["2022", "2023"]), st.sampled_from(["a", "b", "total"]), AMOUNTS, st.just("0.1")),
    max_size=9,
)
EACH = [
    TOTAL,
    identity("count", expected=3, where={"year": "2023"}, exclude={"goal": "total"}),
    identity("member", field="goal", of="goals"),
    identity("same", field="amount", by=["year"]),
    identity("contains", field="goal", of="year"),
]


@given(ROWS, st.integers(1, 4))
def test_a_table_in_parts_says_what_it_says_whole_and_a_total_is_what_a_loop_adds_up(
    rows: list[tuple[str, str, str | None, str | None]], size: int
) -> None:
    table, goals = money(*rows), Table("goals", frame(["goal"], [["a"], ["total"]]))
    results, problems = reconcile({"money": table, "goals": goals}, EACH)
    numbered = dict(enumerate(EACH))
    parts = [shares_of(part, numbered) for part in sliced(table, size)]
    assert results_of({"money": parts, "goals": [shares_of(goals, numbered)]}, EACH) == results
    totals = {result.scope: result for result in results if result.identity is TOTAL}
    for year in ("2022", "2023"):
        cells = {whole: [a for y, g, a, _ in rows if y == year and (g == "total") == whole] for whole in (True, False)}
        result = totals.get(f"year={year}")
        assert (result is None) == (not cells[False])
        if result is None:
            continue
        parts_, whole = (sum((Decimal(a) for a in cells[of] if a), ZERO) for of in (False, True))
        assert (result.parts, result.whole) == (parts_, whole)
        within = abs(parts_ - whole) <= Decimal("0.05") * (len(cells[True]) + len(cells[False]))
        expected = "equal" if parts_ == whole else "within_rounding" if within else "violated"
        assert result.verdict == ("not_checked" if None in cells[True] + cells[False] else expected)
    assert len(problems) == sum(result.verdict != "equal" for result in results)
