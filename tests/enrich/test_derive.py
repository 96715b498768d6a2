"""Derived fields as schemas declare them: order, circles, lookups, and the standing of the 12 KPIs."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.enrich.derive import derive, derive_part
from pipeline.enrich.lookups import Indexed
from pipeline.package import Package, load
from pipeline.package.descriptor import Origin, Raw
from pipeline.package.models import Schema
from pipeline.problem import Problem
from pipeline.table import Row, Table, frame, joined, sliced
from tests.interpret.conftest import ROOT
from tests.stages import interpret, read

WORDS = {"ja": "値", "en": "value"}
ACHIEVEMENT = {
    "rate": "achievement",
    "inputs": {"value": "value", "target": "target", "unit": "unit", "target_unit": "unit"},
    "decimals": 1,
}
KPI_ACHIEVEMENT = """
kpi   | achievement_rate | progress_rate | progress_status           | gap_to_target | target_met | reported_rate_rule
kpi01 |           106.06 |        125.00 | computed                  |            -2 | true       | capped
kpi02 |            78.34 |         70.23 | computed                  |         21.66 | false      | not_reported
kpi03 |            70.72 |         68.16 | computed                  |           732 | false      | truncated
kpi04 |           100.55 |        106.67 | computed                  |          -0.4 | true       | not_reported
kpi05 |           101.27 |        107.35 | computed                  |          -0.5 | true       | not_reported
kpi06 |            94.55 |         90.91 | computed                  |          3000 | false      | rounded
kpi07 |            70.59 |               | no_baseline               |             5 | false      | truncated
kpi08 |           160.00 |               | target_not_above_baseline |           -60 | true       | none
kpi09 |           125.67 |        485.00 | computed                  |           -77 | true       | truncated
kpi10 |                  |               | no_numeric_target         |               |            | not_reported
kpi11 |           122.30 |               | no_baseline               |          -223 | true       | truncated
kpi12 |           216.28 |               | target_not_above_baseline |         -6628 | true       | truncated
"""


@pytest.fixture(scope="module")
def package() -> Package:
    return load(ROOT)


@pytest.fixture(scope="module")
def derived(package: Package) -> dict[str, list[Row]]:
    raw, unreadable = read(package)
    interpreted, _, unread = interpret(raw, package)
    tables, problems = derive(interpreted, package)
    assert not [*unreadable, *unread, *problems]
    return {name: table.rows() for name, table in tables.items()}


def test_the_standing_of_the_kpis_is_what_a_hand_computes(derived: dict[str, list[Row]]) -> None:
    """By hand from raw/kpis.csv and raw/kpi_values.csv: kpi01 is 35/33, and (35-25)/(33-25)."""
    columns, *expected = ([cell.strip() for cell in row.split("|")] for row in KPI_ACHIEVEMENT.strip().splitlines())
    assert [[row[column] or "" for column in columns] for row in derived["kpi_achievement"]] == expected


def test_the_newest_year_with_a_value_counts(derived: dict[str, list[Row]]) -> None:
    years = {row["kpi"]: (row["fiscal_year"], row["baseline_fiscal_year"]) for row in derived["kpi_achievement"]}
    assert years["kpi04"] == ("2022", "2020")  # R5 is not yet final
    assert years["kpi11"] == ("2023", None)  # in use since R5
    assert {newest for newest, _ in years.values()} == {"2022", "2023"}


def test_money_of_a_settlement_and_a_budget_is_not_compared(derived: dict[str, list[Row]]) -> None:
    [total] = [row for row in derived["budget"] if (row["goal"], row["fiscal_year"]) == ("total", "2023")]
    assert (total["amount_change_rate"], total["amount_change_status"]) == (None, "basis_differs")
    assert total["project_count_change_rate"] == "11.32"  # (177 - 159) / 159
    assert total["amount_per_project"] == "35254237"  # 6,240,000,000 / 177 = 35,254,237.29


def made(package: Package, rows: list[list[str | None]], *fields: dict[str, object]) -> tuple[Package, Table]:
    """A package of one table with the fields value, target, unit and `fields`, and that table."""
    columns = ["value", "target", "unit"]
    types = {"value": "number", "target": "number", "unit": "string"}
    plain: list[dict[str, object]] = [{"name": name, "type": types[name]} for name in columns]
    declared = [{**field, "titles": WORDS} for field in [*plain, *fields]]
    schema = msgspec.convert({"fields": declared, "primaryKey": ["value"]}, Schema)
    resource = msgspec.structs.replace(
        package.descriptor.resources[0], name="one", origin=Origin(raw=Raw("raw/one.csv", "one"))
    )
    descriptor = msgspec.structs.replace(package.descriptor, resources=[resource])
    one = msgspec.structs.replace(package, descriptor=descriptor, published={"one": schema}, raw={})
    return one, Table("one", frame(columns, rows), "raw/one.csv", "", range(2, 2 + len(rows)), columns)


def test_fields_are_derived_after_those_they_depend_on(package: Package) -> None:
    one, table = made(
        package,
        [["1", "8", "h"], ["3", "0", "h"], ["5", None, "h"]],
        {"name": "shown", "derivation": {"rate": "assumed_baseline", "inputs": {"value": "rate"}}, "type": "number"},
        {"name": "status", "derivation": {"statusOf": "rate"}},
        {"name": "rate", "type": "number", "derivation": ACHIEVEMENT},
    )
    tables, problems = derive({"one": table}, one)
    assert not problems
    assert [[row[f] for f in ("value", "shown", "status", "rate")] for row in tables["one"].rows()] == [
        ["1", "12.5", "computed", "12.5"],
        ["3", None, "zero_denominator", None],
        ["5", None, "no_numeric_target", None],
    ]
    assert tables["one"].labels == ["value", "target", "unit", "shown", "status", "rate"]
    assert (tables["one"].file, tables["one"].lines) == ("raw/one.csv", range(2, 5))


def test_a_lookup_for_the_only_value_that_finds_several_is_a_problem_of_each_row(package: Package) -> None:
    other = {"lookup": {"table": "one", "field": "value", "match": {"unit": "unit"}}}
    one, table = made(
        package, [["1", "8", "h"], ["2", "8", "n"], ["3", "8", "h"]], {"name": "other", "derivation": other}
    )
    tables, problems = derive({"one": table}, one)
    assert [row["other"] for row in tables["one"].rows()] == [None, "2", None]
    assert problems == [Problem("E-LOOKUP", "raw/one.csv", "", row, "other") for row in (2, 4)]


def test_inputs_are_decimals_where_the_field_is_a_number_and_never_floats(package: Package) -> None:
    gap = {"rate": "gap", "inputs": {"value": "value", "target": "target", "unit": "unit", "target_unit": "unit"}}
    rows: list[list[str | None]] = [["0.1", "0.3", "h"], ["0.10", "1" + "0" * 29, "h"]]
    one, table = made(package, rows, {"name": "gap", "type": "number", "derivation": gap})
    tables, _ = derive({"one": table}, one)
    assert [row["gap"] for row in tables["one"].rows()] == ["0.2", "9" * 29 + ".90"]


def test_a_table_in_parts_is_derived_like_one_that_is_whole(package: Package) -> None:
    interpreted, _, _ = interpret(read(package)[0], package)
    whole, _ = derive(interpreted, package)
    others = {name: Indexed(table.rows()) for name, table in whole.items()}
    for name, table in interpreted.items():
        parts = [derive_part(part, package.published, others) for part in sliced(table, 4)]
        assert joined([part for part, _ in parts]).rows() == whole[name].rows()
        assert not any(problems for _, problems in parts)


def test_a_table_made_from_another_has_a_row_for_each_of_its(package: Package, derived: dict[str, list[Row]]) -> None:
    assert package.resource("kpi_achievement").origin.table == "kpis"
    assert [row["kpi"] for row in derived["kpi_achievement"]] == [row["kpi"] for row in derived["kpis"]]


def test_a_table_made_from_one_without_rows_has_none(package: Package) -> None:
    interpreted, _, _ = interpret(read(package)[0], package)
    interpreted["kpis"] = replace(interpreted["kpis"], frame=interpreted["kpis"].frame.slice(0, 0), lines=())
    tables, problems = derive(interpreted, package)
    assert (tables["kpi_achievement"].rows(), problems) == ([], [])


NUMBERS = st.none() | st.decimals(-9, 9, places=2, allow_nan=False, allow_infinity=False).map(str)
OTHER = {"lookup": {"table": "one", "field": "target", "match": {"unit": "unit"}}}
DERIVED: list[dict[str, object]] = [
    {"name": "status", "derivation": {"statusOf": "rate"}},
    {"name": "rate", "type": "number", "derivation": ACHIEVEMENT},
    {"name": "other", "type": "number", "derivation": OTHER},
]


@given(st.lists(st.tuples(NUMBERS, NUMBERS, st.sampled_from(["h", "d", None])), max_size=8), st.integers(1, 4))
def test_any_rows_are_derived_in_parts_as_they_are_whole(
    package: Package, rows: list[list[str | None]], size: int
) -> None:
    one, table = made(package, rows, *DERIVED)
    whole, problems = derive({"one": table}, one)
    parts = [derive_part(part, one.published, {"one": Indexed(table.rows())}) for part in sliced(table, size)]
    assert [row for part, _ in parts for row in part.rows()] == whole["one"].rows()
    assert [problem for _, found in parts for problem in found] == problems
    assert {problem.code for problem in problems} <= {"E-LOOKUP"}
    for row in whole["one"].rows():
        assert (row["rate"] is not None) == (row["status"] == "computed")
