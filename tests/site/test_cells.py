"""Rows of data as a page shows them: keys and addresses of the data are no markup."""

from __future__ import annotations

from pipeline.package.models import Field, Schema, Words
from pipeline.site.cells import Told, body, in_order, is_note, rows
from pipeline.site.material import Material
from pipeline.site.places import label_fields


def test_keys_and_numbers_come_first_and_notes_last(material: Material) -> None:
    schema, given = material.schema("budget"), material.tables["budget"]
    names = [field.name for field in in_order(schema, given)]
    assert names[:6] == ["fiscal_year", "goal", *schema.highlights]
    assert names[-2:] == ["attribution_note_ja", "attribution_note_en"]
    assert sorted(names) == sorted(field.name for field in schema.fields)
    assert [f.name for f in in_order(material.schema("kpis"), material.tables["kpis"])][:3] == [
        "kpi",
        "label_ja",
        "label_en",
    ]


def test_no_note_stands_before_a_number(material: Material) -> None:
    for table, given in material.tables.items():
        schema = material.schema(table)
        first = {*schema.primary_key, *schema.highlights, *(field.name for field in label_fields(schema) or ())}
        fields = [field for field in in_order(schema, given) if field.name not in first]
        notes = [at for at, field in enumerate(fields) if any(is_note(row[field.name] or "") for row in given)]
        numbers = [at for at, field in enumerate(fields) if field.type in ("integer", "number")]
        assert not notes or not numbers or max(numbers) < min(notes), table


def test_what_a_code_is_called_is_beside_it(material: Material) -> None:
    schema, given = material.schema("budget"), material.tables["budget"]
    made = str(body(schema, in_order(schema, given), given, material, "../"))
    assert '<td title="決算額 / settlement">' in made
    assert '<td title="D for Citizen">' not in made  # of R5 no row says citizen
    assert 'title="枠1（CitizenかLocalか不明） / box 1 (Citizen or Local, not known)"' in made


def test_a_key_that_is_markup_stays_in_its_id(material: Material) -> None:
    schema = Schema([Field("key", Words("x", "x"))], primary_key=["key"])
    made = body(schema, schema.fields, [{"key": '"><b>'}], material, "")
    assert made == '<tr id="&#34;&gt;&lt;b&gt;"><td>&#34;&gt;&lt;b&gt;</td></tr>\n'


def test_an_address_that_is_markup_stays_in_its_link() -> None:
    assert rows([[Told("<i>", '"><b>')]], "../") == (
        '<tr><td><a href="../&#34;&gt;&lt;b&gt;">&lt;i&gt;</a></td></tr>\n'
    )
