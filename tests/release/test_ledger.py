"""The ledger: nothing that was published vanishes, is renamed in silence, or is taken for something else."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.problem import Problem
from pipeline.release.ledger import COLUMNS, Named, Withdrawal, declared, entries, named
from pipeline.release.records import Entry
from pipeline.table import Table, frame


def kpi(code: str, label: str = "") -> Named:
    return Named(f"id/kpi/{code}", "kpis", code, label)


def ledger(
    present: Sequence[Named], past: Sequence[Entry] = (), withdrawals: Sequence[Withdrawal] = (), version: str = "2.0.0"
) -> tuple[list[Entry], list[Problem]]:
    called = {"a": "Cards", "b": "Users"}
    of = {one.identifier: one for one in present}
    return entries(of, past, withdrawals, version, {"dictionary"}, {"def/x": "def/y"}, lambda entry: called[entry.key])


def withdrawal(identifier: str, successor: str = "", **changes: str) -> Withdrawal:
    said = {"reason_ja": "統合", "reason_en": "Merged", "confirmed_by": "担当", "date": "2027-01-01"} | changes
    return Withdrawal(identifier, successor, **said, row=2)


PAST = [Entry("id/kpi/a", "kpis", "a", "1.0.0"), Entry("id/kpi/b", "kpis", "b", "1.0.0")]


def test_new_ones_come_last_with_the_release() -> None:
    made, problems = ledger([kpi("c"), kpi("b"), kpi("a")], PAST)
    assert made == [*PAST, Entry("id/kpi/c", "kpis", "c", "2.0.0")]
    assert problems == []


def test_one_that_is_gone_is_refused_and_its_new_name_is_guessed() -> None:
    _, [problem] = ledger([kpi("b"), kpi("z", "Cards")], PAST)
    assert (problem.code, problem.cell, problem.facts["known"]) == ("E-VANISHED", "id/kpi/a", "id/kpi/z")


def test_a_withdrawn_one_is_a_tombstone_with_its_reason_and_successor_for_ever() -> None:
    made, problems = ledger([kpi("b")], PAST, [withdrawal("id/kpi/a", "id/kpi/b")])
    tombstone = Entry("id/kpi/a", "kpis", "a", "1.0.0", "2.0.0", "true", "id/kpi/b", "統合", "Merged")
    assert (made, problems) == ([tombstone, PAST[1]], [])
    assert ledger([kpi("b")], made, version="3.0.0") == ([tombstone, PAST[1]], [])


def test_a_withdrawn_one_is_not_used_again() -> None:
    made, _ = ledger([kpi("b")], PAST, [withdrawal("id/kpi/a")])
    _, [problem] = ledger([kpi("a"), kpi("b")], made)
    assert (problem.code, problem.cell, problem.facts["reason_en"]) == ("E-REUSED", "id/kpi/a", "Merged")


def test_a_table_is_withdrawn_with_its_rows() -> None:
    past = [Entry("dataset/kpis", "kpis", "*", "1.0.0"), *PAST]
    made, problems = ledger([], past, [withdrawal("dataset/kpis", "")])
    assert problems == []
    assert {entry.withdrawn for entry in made} == {"2.0.0"}


def test_a_field_goes_undeclared_with_its_successor_and_may_come_back() -> None:
    past = [Entry("def/x", "dictionary", "x", "1.0.0")]
    [entry], problems = ledger([], past)
    assert (entry.withdrawn, entry.deprecated, entry.successor, problems) == ("2.0.0", "true", "def/y", [])
    assert ledger([Named("def/x", "dictionary", "x")], [entry]) == (past, [])


@pytest.mark.parametrize(
    ("line", "reason", "field"),
    [
        (withdrawal("id/kpi/b"), "it is published", "identifier"),
        (withdrawal("id/kpi/q"), "it was never published", "identifier"),
        (withdrawal("id/kpi/a", "id/kpi/q"), "the successor is not published", "successor"),
        (withdrawal("id/kpi/a", reason_en=""), "empty: reason_en", "reason_en"),
    ],
)
def test_a_withdrawal_that_does_not_fit(line: Withdrawal, reason: str, field: str) -> None:
    _, problems = ledger([kpi("b")], PAST, [line])
    wrong = next(problem for problem in problems if problem.code == "E-WITHDRAWAL")
    assert (wrong.facts["reason"], wrong.field, wrong.row, wrong.file) == (reason, field, 2, "withdrawals.csv")


def test_the_file_of_withdrawals_has_its_columns() -> None:
    cells = ["id/kpi/a", None, "統合", "Merged", "担当", "2027-01-01"]
    listed = Table("w", frame([str(at) for at in range(6)], [cells]), "withdrawals.csv", lines=[2], labels=COLUMNS)
    assert declared(listed) == ([withdrawal("id/kpi/a")], [])
    _, [problem] = declared(Table("w", frame(["0"], []), "withdrawals.csv", labels=["identifier"]))
    assert problem.code == "E-WITHDRAWAL"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (kpi("a"), Named("id/kpi/a", "kpis", "another row")),
        (kpi("a"), Named("id/kpi/A", "kpis", "A")),
        (kpi("が"), Named("id/kpi/か\u3099", "others", "x")),
    ],
)
def test_two_that_collide(one: Named, other: Named) -> None:
    _, [problem] = named([one, other])
    assert (problem.code, problem.cell) == ("E-COLLISION", other.identifier)


def test_two_tables_may_speak_of_the_same_thing() -> None:
    found, problems = named([kpi("a"), Named("id/kpi/a", "achievement", "a")])
    assert (found["id/kpi/a"].dataset, problems) == ("kpis", [])


@given(st.lists(st.sets(st.sampled_from("abcd")), max_size=6))
def test_every_identifier_that_was_ever_published_is_in_the_ledger(releases: list[set[str]]) -> None:
    past: list[Entry] = []
    ever: set[str] = set()
    for number, codes in enumerate(releases, 1):
        gone = [withdrawal(entry.identifier) for entry in past if entry.key not in codes and not entry.withdrawn]
        present = {f"id/kpi/{code}": kpi(code) for code in sorted(codes)}
        past, problems = entries(present, past, gone, f"{number}.0.0", (), {}, lambda _: "")
        assert {problem.code for problem in problems} <= {"E-REUSED"}
        ever |= codes
        assert {entry.key for entry in past} == ever
        assert {entry.key for entry in past if not entry.withdrawn} == codes
