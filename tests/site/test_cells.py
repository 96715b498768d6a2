"""Rows of data as a page shows them."""

from __future__ import annotations

from pipeline.site.cells import body, in_order, is_note
from pipeline.site.material import Material
from pipeline.site.places import label_fields


def test_keys_and_numbers_come_first_and_notes_last(material: Material) -> None:
    schema, rows = material.schema("budget"), material.tables["budget"]
    names = [field.name for field in in_order(schema, rows)]
    assert names[:6] == ["fiscal_year", "goal", *schema.highlights]
    assert names[-2:] == ["attribution_note_ja", "attribution_note_en"]
    assert sorted(names) == sorted(field.name for field in schema.fields)
    assert [f.name for f in in_order(material.schema("kpis"), material.tables["kpis"])][:3] == [
        "kpi",
        "label_ja",
        "label_en",
    ]


def test_no_note_stands_before_a_number(material: Material) -> None:
    for table, rows in material.tables.items():
        schema = material.schema(table)
        first = {*schema.primary_key, *schema.highlights, *(field.name for field in label_fields(schema) or ())}
        fields = [field for field in in_order(schema, rows) if field.name not in first]
        notes = [at for at, field in enumerate(fields) if any(is_note(row[field.name] or "") for row in rows)]
        numbers = [at for at, field in enumerate(fields) if field.type in ("integer", "number")]
        assert not notes or not numbers or max(numbers) < min(notes), table


def test_what_a_code_is_called_is_beside_it(material: Material) -> None:
    schema, rows = material.schema("budget"), material.tables["budget"]
    made = str(body(schema, in_order(schema, rows), rows, material, "../"))
    assert '<td title="決算額 / settlement">' in made
    assert '<td title="D for Citizen">' not in made  # of R5 no row says citizen
    assert 'title="枠1（CitizenかLocalか不明） / box 1 (Citizen or Local, not known)"' in made
