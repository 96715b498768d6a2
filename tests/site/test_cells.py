"""Cells of a page: keys and addresses of the data are no markup."""

from __future__ import annotations

from pipeline.package.models import Field, Schema, Words
from pipeline.site.cells import Told, body, rows
from pipeline.site.material import Material


def test_a_key_that_is_markup_stays_in_its_id(material: Material) -> None:
    schema = Schema([Field("key", Words("x", "x"))], primary_key=["key"])
    made = body(schema, [{"key": '"><b>'}], material, "")
    assert made == '<tr id="&#34;&gt;&lt;b&gt;"><td>&#34;&gt;&lt;b&gt;</td></tr>\n'


def test_an_address_that_is_markup_stays_in_its_link() -> None:
    assert rows([[Told("<i>", '"><b>')]], "../") == (
        '<tr><td><a href="../&#34;&gt;&lt;b&gt;">&lt;i&gt;</a></td></tr>\n'
    )
