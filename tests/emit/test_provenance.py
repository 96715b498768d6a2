"""Provenance: every row leads to its raw row, every derived value through its inputs to raw rows. Read as a
stranger would, from the files of the release and the schemas."""

from __future__ import annotations

import csv
import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pyoxigraph as ox
import pytest

from pipeline.emit.provenance import _address_of, _fragment
from pipeline.table import Table, frame
from tests.conftest import ROOT

OUTPUT = ROOT / "output"
DESCRIPTOR = json.loads((ROOT / "datapackage.json").read_text("utf-8"))
BASE = DESCRIPTOR["pipeline"]["base"]
RESOURCES = {resource["name"]: resource for resource in DESCRIPTOR["resources"]}
FROM_RAW = [name for name, resource in RESOURCES.items() if "raw" in resource["origin"]]
FROM_TABLES = [name for name, resource in RESOURCES.items() if "table" in resource["origin"]]
SCHEMAS = {name: json.loads((ROOT / "schemas/published" / f"{name}.json").read_text("utf-8")) for name in RESOURCES}
PREFIXES = {
    "rdf:": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "csvw:": "http://www.w3.org/ns/csvw#",
    "dcat:": "http://www.w3.org/ns/dcat#",
    "dcterms:": "http://purl.org/dc/terms/",
    "def:": f"{BASE}def/",
    "prov:": "http://www.w3.org/ns/prov#",
    "spdx:": "http://spdx.org/rdf/terms#",
}
Row = dict[str, str]
Said = dict[str, dict[str, list[str]]]
"""Of each subject, the objects of each predicate; vocabularies by their prefix."""


@pytest.fixture(scope="module")
def said() -> Said:
    made: Said = defaultdict(lambda: defaultdict(list))
    for quad in ox.parse(path=str(OUTPUT / "rdf" / "provenance.nt")):
        assert isinstance(quad.subject, ox.NamedNode)
        assert isinstance(quad.object, ox.NamedNode | ox.Literal)  # no blank node
        made[quad.subject.value][short(quad.predicate.value)].append(short(quad.object.value))
    return made


def short(address: str) -> str:
    return next((p + address.removeprefix(ns) for p, ns in PREFIXES.items() if address.startswith(ns)), address)


def rows(table: str) -> list[Row]:
    with (OUTPUT / "data" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def records(path: str, encoding: str) -> list[list[str]]:
    with (OUTPUT / path).open(encoding=encoding, newline="") as file:
        return list(csv.reader(file))


def about(table: str, row: Row) -> str:
    template: str = BASE + SCHEMAS[table]["aboutUrl"]
    return re.sub(r"{(\w+)}", lambda name: quote(row[name[1]], safe=""), template)


def cells(derived: bool) -> Iterator[tuple[str, str, dict[str, Any], Row]]:
    """Every cell with a value: its address, table, field and row."""
    for table, schema in SCHEMAS.items():
        for field in schema["fields"]:
            derivation = field.get("derivation", {})
            if not derived or (derivation and "statusOf" not in derivation):
                yield from (
                    (f"{about(table, r)}#{field['name']}", table, field, r) for r in rows(table) if r[field["name"]]
                )


def finds(lookup: dict[str, Any], row: Row, table: str, field: str, other: Row) -> bool:
    """Whether a lookup for a row may take the value of a field of another."""
    if (table, field) != (lookup["table"], lookup["field"]):
        return False
    matches = all(other[theirs] == row[ours] for theirs, ours in lookup["match"].items())
    return matches and all(other[name] == constant for name, constant in lookup.get("where", {}).items())


@pytest.mark.parametrize("table", FROM_RAW)
def test_every_row_is_derived_from_exactly_its_raw_row(table: str, said: Said) -> None:
    origin = RESOURCES[table]["origin"]["raw"]
    header, *raw = records(origin["path"], origin["encoding"])
    same = {f["name"]: f.get("from", f["name"]) for f in SCHEMAS[table]["fields"] if "derivation" not in f}
    same = {name: column for name, column in same.items() if column in header}
    assert {field["name"] for field in SCHEMAS[table]["fields"]} & set(header) <= set(same)
    numbers = []
    for row in rows(table):
        [source] = said[about(table, row)]["prov:wasDerivedFrom"]
        path, _, number = source.partition("#row=")
        assert path == BASE + origin["path"]
        cells = dict(zip(header, raw[int(number) - 2], strict=True))  # the header is row 1
        assert {name: row[name] for name in same} == {name: cells[column] for name, column in same.items()}
        numbers.append(int(number))
    assert numbers == sorted(numbers)
    assert set(numbers) == set(range(2, len(raw) + 2))


@pytest.mark.parametrize("table", FROM_RAW)
def test_a_raw_row_says_its_number_file_and_page(table: str, said: Said) -> None:
    path, encoding = (RESOURCES[table]["origin"]["raw"][key] for key in ("path", "encoding"))
    header, *raw = records(path, encoding)
    for number, record in enumerate(raw, 1):
        source = said[f"{BASE}{path}#row={number + 1}"]
        assert set(source["rdf:type"]) == {"prov:Entity", "csvw:Row"}
        assert (source["dcterms:isPartOf"], source["csvw:rownum"]) == ([BASE + path], [str(number)])
        assert source["def:source_page"] == [r for name, r in zip(header, record, strict=True) if name == "page"]


@pytest.mark.parametrize("table", FROM_RAW)
def test_a_raw_file_has_its_hash_its_size_and_its_document(table: str, said: Said) -> None:
    path = RESOURCES[table]["origin"]["raw"]["path"]
    content, file = (OUTPUT / path).read_bytes(), said[BASE + path]
    assert (file["dcterms:identifier"], file["dcat:byteSize"]) == ([path], [str(len(content))])
    assert file["prov:hadPrimarySource"] == [source["path"] for source in RESOURCES[table].get("sources", [])]
    [checksum] = file["spdx:checksum"]
    assert said[checksum]["spdx:checksumValue"] == [hashlib.sha256(content).hexdigest()]
    assert said[checksum]["spdx:algorithm"] == ["spdx:checksumAlgorithm_sha256"]


@pytest.mark.parametrize("table", FROM_TABLES)
def test_a_row_made_for_another_row_is_derived_from_it(table: str, said: Said) -> None:
    origin = RESOURCES[table]["origin"]["table"]
    made = [said[about(table, row)]["prov:wasDerivedFrom"] for row in rows(table)]
    assert made == [[about(origin, row)] for row in rows(origin)]


def test_every_derived_value_has_its_rate_and_its_inputs(said: Said) -> None:
    every = {address: (table, field["name"], row) for address, table, field, row in cells(derived=False)}
    for address, table, field, row in cells(derived=True):
        cell, derivation = said[address], field["derivation"]
        assert set(cell["rdf:type"]) == {"prov:Entity", "csvw:Cell"}
        assert cell["prov:value"] == [row[field["name"]]]
        assert cell["def:entry"] == [f"def:{table}/{field['name']}"]
        assert cell["dcterms:isPartOf"] == [about(table, row)]
        assert cell["prov:wasGeneratedBy"] == [f"{BASE}id/activity/build"]
        assert cell["def:rate"] == ([f"def:rate/{derivation['rate']}"] if "rate" in derivation else [])
        inputs = [*derivation.get("inputs", {}).values(), *([derivation["lookup"]] if "lookup" in derivation else [])]
        ours = {f"{about(table, row)}#{name}" for name in inputs if isinstance(name, str) and row[name]}
        used = set(cell["prov:wasDerivedFrom"])
        assert used
        assert ours <= used
        lookups = [source for source in inputs if isinstance(source, dict)]
        for other in used - ours:
            assert any(finds(lookup, row, *every[other]) for lookup in lookups)


def test_no_other_value_is_said_to_be_derived_and_every_value_is_that_of_the_csv(said: Said) -> None:
    built = {a for a, cell in said.items() if "csvw:Cell" in cell["rdf:type"] and cell["prov:wasGeneratedBy"]}
    assert built == {address for address, *_ in cells(derived=True)}
    values = {address: [row[field["name"]]] for address, _, field, row in cells(derived=False)}
    for address, cell in said.items():
        if "csvw:Cell" in cell["rdf:type"]:
            assert cell["prov:value"] == values[address]


def test_every_derived_value_ends_in_raw_rows_and_nowhere_else(said: Said) -> None:
    for address, *_ in cells(derived=True):
        seen, ahead = {address}, [address]
        while ahead:
            sources = said[ahead.pop()]["prov:wasDerivedFrom"]
            ahead += set(sources) - seen
            seen |= set(sources)
        ends = [node for node in seen if not said[node]["prov:wasDerivedFrom"]]
        assert ends
        for end in ends:
            assert "csvw:Row" in said[end]["rdf:type"]
            [file] = said[end]["dcterms:isPartOf"]
            assert (OUTPUT / file.removeprefix(BASE)).is_file()


def test_nothing_says_when_it_was_made() -> None:
    assert "dateTime" not in (OUTPUT / "rdf" / "provenance.nt").read_text("utf-8")


def test_every_change_leads_to_the_raw_row_that_has_the_printed_text_and_to_the_published_row(said: Said) -> None:
    changes = rows("audit")
    assert len(changes) > 300
    for change in changes:
        parts = [quote(change[name], safe="") for name in ("table", "key", "published_field", "rule")]
        links = said[f"{BASE}id/audit/{'/'.join(parts)}"]
        [raw], [published] = links["prov:used"], links["prov:generated"]
        path, _, number = raw.removeprefix(BASE).partition("#row=")
        encoding = RESOURCES[change["table"]]["origin"]["raw"].get("encoding", "utf-8")
        header, *cells = records(path, encoding)
        assert dict(zip(header, cells[int(number) - 2], strict=True))[change["field"]] == change["printed"]
        schema, key = SCHEMAS[change["table"]], change["key"].split("/")
        row = {name: quote(cell, safe="") for name, cell in zip(schema["primaryKey"], key, strict=True)}
        assert published == BASE + schema["aboutUrl"].format_map(row)


def test_the_name_of_a_file_or_sheet_is_part_of_an_address() -> None:
    assert _address_of("raw/表 1#?.csv") == "raw/%E8%A1%A8%201%23%3F.csv"
    raw = Table("t", frame((), ()), "raw/t.xlsx", "第1表/#")
    assert _fragment(raw, 3, 2) == "%E7%AC%AC1%E8%A1%A8%2F%23!3"
