"""The charts that schemas declare."""

from __future__ import annotations

from pipeline.site.figures import figures
from pipeline.site.material import Material


def test_a_chart_for_each_kpi_with_its_numbers_as_a_table(material: Material) -> None:
    rows = material.tables["kpi_observations"]
    made = list(figures(material, "kpi_observations", rows, "en"))
    assert len(made) == len({row["kpi"] for row in rows}) == 12
    [one] = [chart for chart in made if chart.link == "id/kpi/kpi08/"]
    assert one.heads == ["Fiscal year", "Value", "Target value"]
    assert [[cell.text for cell in cells][1:] for cells in one.rows] == [
        ["112 businesses or users", "100 businesses or users"],
        ["160 businesses or users", "100 businesses or users"],
    ]
    assert "Unit: businesses or users" in one.svg


def test_rows_that_do_not_count_are_not_drawn(material: Material) -> None:
    projects, amounts = figures(material, "budget", material.tables["budget"], "ja")
    assert (projects.title, amounts.title) == ("令和5年度：事業数", "令和5年度：金額（円）")
    assert len(projects.rows) == 5  # without the total
    assert "20.2億円" in amounts.svg


def test_a_table_without_a_chart_has_none(material: Material) -> None:
    assert list(figures(material, "kpis", material.tables["kpis"], "ja")) == []
