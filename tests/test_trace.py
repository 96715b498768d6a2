"""The cells that a derived cell was made with."""

from __future__ import annotations

import pytest

from pipeline.enrich.lookups import Indexed, Row
from pipeline.explain.opened import opened
from pipeline.trace import Cell, inputs_of, named_inputs
from tests.conftest import ROOT

RELEASE = opened(ROOT / "output")
SCHEMAS, ROWS = RELEASE.package.published, RELEASE.rows


def row(table: str, **values: str) -> Row:
    [found] = ROWS[table].matching(values)
    return found


def said(cells: list[Cell]) -> list[tuple[str, str, str, str | None]]:
    return [(cell.table, RELEASE.key(cell.table, cell.row), cell.field, cell.value) for cell in cells]


def test_fields_of_the_row_and_what_lookups_pick_in_the_order_of_the_inputs() -> None:
    total = row("budget", fiscal_year="2023", goal="total")
    assert said(inputs_of(SCHEMAS, ROWS, "budget", total, "amount_change_rate")) == [
        ("budget", "2023/total", "amount_jpy", "6240000000"),
        ("budget", "2022/total", "amount_jpy", row("budget", fiscal_year="2022", goal="total")["amount_jpy"]),
        ("budget", "2023/total", "amount_basis", "settlement"),
        ("budget", "2022/total", "amount_basis", "budget"),
    ]


def test_a_status_has_the_inputs_of_what_it_is_the_status_of() -> None:
    kpi = row("kpi_achievement", kpi="kpi10")
    value, status = (inputs_of(SCHEMAS, ROWS, "kpi_achievement", kpi, f"achievement_{f}") for f in ("rate", "status"))
    assert value == status
    assert ("kpi_achievement", "kpi10", "target_value", None) in said(value)  # an input without a value is one too


def test_what_is_not_found_is_an_input_without_cells() -> None:
    budget = row("budget", fiscal_year="2023", goal="box-1")
    found = {
        given.name: len(given.cells) for given in named_inputs(SCHEMAS, ROWS, "budget", budget, "amount_change_rate")
    }
    assert found == {"value": 1, "previous": 0, "basis": 1, "previous_basis": 0}
    without = {"budget": Indexed([budget])}
    observation = row("kpi_observations", kpi="kpi01", fiscal_year="2023")
    assert inputs_of(SCHEMAS, without, "kpi_observations", observation, "target_value") == []


def test_what_was_read_has_no_inputs_and_what_is_no_field_is_refused() -> None:
    assert inputs_of(SCHEMAS, ROWS, "goals", row("goals", goal="citizen"), "name") == []
    with pytest.raises(KeyError, match="nothing"):
        SCHEMAS["goals"].field("nothing")
