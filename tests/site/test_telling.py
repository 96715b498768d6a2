"""What a cell says to a reader."""

from __future__ import annotations

import pytest

from pipeline.enrich.lookups import Row
from pipeline.language import Language
from pipeline.site.cells import Told
from pipeline.site.material import Material
from pipeline.site.telling import shown, told


def row_of(material: Material, table: str, **key: str) -> Row:
    [row] = [r for r in material.tables[table] if all(r[name] == value for name, value in key.items())]
    return row


@pytest.mark.parametrize(
    ("table", "key", "field", "language", "said"),
    [
        ("kpi_observations", {"kpi": "kpi08", "fiscal_year": "2023"}, "value", "ja", Told("160者", number=True)),
        (
            "kpi_observations",
            {"kpi": "kpi08", "fiscal_year": "2023"},
            "value",
            "en",
            Told("160 businesses or users", number=True),
        ),
        ("kpi_achievement", {"kpi": "kpi02"}, "achievement_rate", "en", Told("78.34%", number=True)),
        ("kpis", {"kpi": "kpi06"}, "target_value", "ja", Told("約55,000件", number=True)),  # as it is printed
        ("kpi_achievement", {"kpi": "kpi06"}, "target_value", "en", Told("about 55,000 cases", number=True)),
        ("kpi_achievement", {"kpi": "kpi06"}, "value", "ja", Told("約52,000件", number=True)),
        ("kpi_achievement", {"kpi": "kpi02"}, "target_met", "en", Told("no")),
        (  # the status says why there is none
            "kpi_achievement",
            {"kpi": "kpi10"},
            "achievement_rate",
            "en",
            Told("the target is not a number", "dataset/statuses/#no_numeric_target", missing=True),
        ),
        (
            "kpi_observations",
            {"kpi": "kpi04", "fiscal_year": "2023"},
            "value",
            "ja",
            Told("翌年度に確定", "concepts/#id/observation-status/not_yet_final", missing=True),
        ),
        ("kpis", {"kpi": "kpi08"}, "goal", "ja", Told("地域の課題解決と活力の創出", "id/goal/local/")),
        ("kpis", {"kpi": "kpi08"}, "label_ja", "en", Told("県設置のRTK基地局の利用者数", lang="ja")),
        (
            "initiative_quantities",
            {"initiative": "ini11", "position": "to"},
            "value",
            "ja",
            Told("1,620,000", number=True),
        ),
    ],
)
def test_a_cell_in_words(
    table: str, key: dict[str, str], field: str, language: Language, said: Told, material: Material
) -> None:
    declared = next(one for one in material.schema(table).fields if one.name == field)
    assert told(material, table, declared, row_of(material, table, **key), language) == said


def test_a_code_says_what_it_means(material: Material) -> None:
    field = next(f for f in material.schema("kpi_achievement").fields if f.name == "reported_rate_rule")
    said = told(material, "kpi_achievement", field, row_of(material, "kpi_achievement", kpi="kpi08"), "en")
    assert said.text == "no rule reproduces it"
    assert said.note == "No rule gives the printed rate"
    assert said.link == "concepts/#id/rate-rule/none"


def test_rows_are_told_without_what_their_cells_say_already(material: Material) -> None:
    rows = [row for row in material.tables["kpi_observations"] if row["kpi"] == "kpi08"]
    table = shown(material, "kpi_observations", rows, "en", without=["kpi"])
    names = [field.name for field in table.fields]
    assert names[:2] == ["fiscal_year", "value"]
    assert not {"kpi", "unit", "achievement_status", "status", "attribution_note_ja"} & {*names}
    assert (len(table.rows), table.more) == (2, 0)


def test_the_name_of_a_row_leads_to_its_page(material: Material) -> None:
    table = shown(material, "kpis", material.tables["kpis"][:1], "en")
    links = {field.name: one.link for field, one in zip(table.fields, table.rows[0], strict=True)}
    assert links["kpi"] == links["label_en"] == "id/kpi/kpi01/"
