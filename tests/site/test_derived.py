"""How derived values are explained."""

from __future__ import annotations

from pipeline.site.derived import explained
from pipeline.site.material import Material


def test_a_rate_names_its_formula_and_its_inputs_with_their_values(material: Material) -> None:
    row = next(row for row in material.tables["kpi_achievement"] if row["kpi"] == "kpi08")
    found = {one.title: one for one in explained(material, "kpi_achievement", row, "en")}
    rate = found["Achievement rate (%)"]
    assert (rate.value.text, rate.formula) == ("160.00%", "value / target x 100")
    assert [(name, one.text) for name, one in rate.inputs] == [
        ("Value", "160 businesses or users"),
        ("Target", "100 businesses or users"),
    ]
    [(_, earliest)] = found["Baseline"].inputs  # of another row: it is said of which
    assert earliest.link == "dataset/kpi_observations/#kpi08/2022"


def test_a_rate_without_a_value_says_why(material: Material) -> None:
    row = next(row for row in material.tables["kpi_achievement"] if row["kpi"] == "kpi10")
    found = {one.title: one for one in explained(material, "kpi_achievement", row, "ja")}
    assert found["進捗率（%）"].value.text == "数値の目標がない"
    assert found["進捗率（%）"].value.missing
