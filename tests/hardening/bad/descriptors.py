"""Descriptors that are not JSON, not descriptors, or lead where they must not."""

from __future__ import annotations

from typing import Any

from pipeline.package import DESCRIPTOR
from tests.hardening.bad.case import Bad, Spoil, all_of, cell, put, raw, records, replaced
from tests.hardening.bad.project import RAW, RAW_SCHEMA, SCHEMA, words

_REDOS = ("(a+)+$", "(a|a)*b", "(.*)*x", "(a{1,100}){1,100}", "^(([a-z])+.)+[A-Z]([a-z])+$")


def descriptor(content: str | bytes, name: str) -> Bad:
    """The whole of datapackage.json."""
    return Bad(f"descriptor: {name}", raw(content, DESCRIPTOR), "E-DESCRIPTOR-JSON", DESCRIPTOR)


def said(place: str, value: Any, name: str = "", code: str = "E-DESCRIPTOR", file: str = DESCRIPTOR) -> Bad:
    """One value of datapackage.json."""
    return _in(DESCRIPTOR, place, value, code, name)._replace(file=file)


def _in(file: str, place: str, value: Any, code: str, name: str) -> Bad:
    return Bad(f"{place}: {name or ascii(value)[:60]}", put(file, place, value), code, file)


def of_schema(place: str, value: Any, code: str = "E-DESCRIPTOR", name: str = "") -> Bad:
    """One value of the published schema."""
    return _in(SCHEMA, place, value, code, name)


def of_raw(place: str, value: Any, code: str = "E-DESCRIPTOR", name: str = "") -> Bad:
    """One value of the raw schema."""
    return _in(RAW_SCHEMA, place, value, code, name)


def rate(name: str, **inputs: object) -> dict[str, object]:
    """A derived field."""
    given = {"rate": "achievement", "decimals": 2, "inputs": inputs}
    return {"name": name, "type": "number", "titles": words(name), "descriptions": words(name), "derivation": given}


def circle() -> Spoil:
    return all_of(_appended("x", "y"), _appended("y", "x"))


def _appended(name: str, of: str) -> Spoil:
    from tests.hardening.bad.project import read_json, write_json

    def spoil(project: Any) -> None:
        document = read_json(project / SCHEMA)
        document["fields"].append(rate(name, value=of, target="whole", unit="unit", target_unit="unit"))
        write_json(project / SCHEMA, document)

    return spoil


CASES: list[Bad] = [
    # no JSON
    descriptor("", "empty"),
    descriptor("{", "cut"),
    descriptor("{}{}", "twice"),
    descriptor("null", "null"),
    descriptor("[]", "a list"),
    descriptor('"x"', "a text"),
    descriptor("{'name': 'x'}", "single quotes"),
    descriptor('{"name": "x",}', "a comma too many"),
    descriptor('{"a": 1 /* why */}', "a comment"),
    descriptor('{"name": "x", "name": "y"}', "a key twice"),
    descriptor('{"a": {"b": 1, "b": 1}}', "a key twice below"),
    descriptor('{"a": "1", "\\u0061": "2"}', "a key twice, once escaped"),
    descriptor('{"a": NaN}', "NaN"),
    descriptor('{"a": -Infinity}', "Infinity"),
    descriptor('{"a": 1e999}', "1e999"),
    descriptor('{"a": ' + "9" * 5_000 + "}", "a number of 5,000 digits"),
    descriptor("[" * 100_000, "100,000 brackets"),
    descriptor('{"a":' * 100_000, "100,000 braces"),
    descriptor('{"a":' * 65 + "1" + "}" * 65, "65 levels"),
    descriptor('{"a":' + "[" * 900 + "]" * 900 + "}", "900 levels"),
    descriptor("name: x\n", "YAML"),
    descriptor(bytes(10_000), "NUL bytes"),
    descriptor("<!DOCTYPE html>", "HTML"),
    Bad("descriptor: nothing in it", raw("{}", DESCRIPTOR), "E-DESCRIPTOR", DESCRIPTOR),
    Bad("schema: a list", raw("[]", SCHEMA), "E-DESCRIPTOR-JSON", SCHEMA),
    Bad("schema: nothing in it", raw("{}", SCHEMA), "E-DESCRIPTOR", SCHEMA),
    # keys and types
    said("nmae", "x"),
    said("__proto__", {}),
    said("name", 1),
    said("name", None),
    said("version", "one", code="E-PATTERN-CELL", file="releases"),
    said("version", "1.0.0.0", code="E-PATTERN-CELL", file="releases"),
    said("licenses", []),
    said("resources", {}),
    said("resources", []),
    said("titles", "x"),
    said("titles", {"ja": "x"}),
    said("pipeline", []),
    said("pipeline.units", "nothing"),
    said("pipeline.units", "t"),
    said("pipeline.catalogue.fiscalYear", "R5"),
    said("pipeline.catalogue.issued", "yesterday"),
    said("pipeline.catalogue.issued", "2024-13-45"),
    said("pipeline.catalogue.themes", ["http://example.jp/x"]),
    said("pipeline.catalogue.publisher.code", "../../x"),
    said("pipeline.fiscalYears.address", "id/fiscal-year"),
    # addresses
    said("pipeline.base", "javascript:alert(1)//"),
    said("pipeline.base", "file:///etc/"),
    said("pipeline.base", "https://data.example.jp/sendai"),
    said("pipeline.base", "https://data.example.jp/> <x"),
    said("pipeline.base", 'https://data.example.jp/"'),
    said("pipeline.base", ""),
    said("pipeline.base", "//data.example.jp/"),
    said("pipeline.base", "https://"),
    said("pipeline.prefixes.bad", "no address"),
    said("pipeline.prefixes.bad", "https://example.jp/> ."),
    said("pipeline.prefixes", {"a b": "https://example.jp/"}),
    said("pipeline.prefixes", {"xsd": "https://example.jp/"}),
    said("id", "not an address <>"),
    said("homepage", "javascript:alert(1)"),
    said("pipeline.catalogue.contactPage", "javascript:alert(1)"),
    said("pipeline.catalogue.publisher.homepage", "https://example.jp/<b>"),
    said("pipeline.catalogue.endpoint", "javascript:alert(1)"),
    said("licenses", [{"name": "x", "path": "javascript:alert(1)"}]),
    said("sources", [{"title": "x", "path": "data:text/html,x"}]),
    of_schema("aboutUrl", ""),
    of_schema("aboutUrl", "id/t/{nothing}"),
    of_schema("aboutUrl", "id/t/{code"),
    of_schema("aboutUrl", "id/t/{code}> <x"),
    of_schema("aboutUrl", "id/t/{kind}"),
    of_schema("aboutUrl", "nobody:{code}"),
    of_schema("aboutUrl", "../../../x/{code}"),
    of_schema("fields.note.propertyUrl", "def/a b"),
    of_schema("fields.note.propertyUrl", "nobody:x"),
    of_schema("fields.note.valueUrl", "javascript:{note}"),
    of_schema("fields.free.valueUrl", "id/<{free}>"),
    of_schema("fields.note.valueUrl", "id/../../{note}"),
    said("pipeline.catalogue.publisher.address", "id/ <x>"),
    said("pipeline.catalogue.spatial.address", ""),
    # resources
    said("resources.t.name", "T"),
    said("resources.t.name", "../x"),
    said("resources.t.name", "units"),
    said("resources.t.name", "a" * 101),
    said("resources.t.path", "/etc/passwd"),
    said("resources.t.path", "output/data/../../x.csv"),
    said("resources.t.path", "https://example.jp/t.csv"),
    said("resources.t.schema", "nothing.json", code="E-FILE", file=DESCRIPTOR)._replace(file="nothing.json"),
    said("resources.t.schema", "/etc/passwd", code="E-PATH")._replace(file="/etc/passwd"),
    said("resources.t.schema", "../canary.csv", code="E-PATH")._replace(file="../canary.csv"),
    said("resources.t.schema", "https://127.0.0.1:9/t.json", code="E-PATH")._replace(file=None),
    said("resources.t.schema", {"fields": []}),
    said("resources.t.schema", "raw/t.csv", code="E-DESCRIPTOR-JSON")._replace(file=RAW),
    said("resources.t.encoding", "cp932"),
    said("resources.t.formats", ["pdf"]),
    said("resources.t.origin", {}),
    said("resources.t.origin.table", "units"),
    said("resources.t.origin.report", "audit"),
    # fields
    of_schema("fields", []),
    of_schema("fields.note.name", "Note"),
    of_schema("fields.note.name", "code"),
    of_schema("fields.note.name", "a" * 101),
    of_schema("fields.note.type", "text"),
    of_schema("fields.note.type", "geojson"),
    of_schema("fields.note.from", "nothing"),
    of_schema("fields.value.from", "printed.nothing"),
    of_schema("fields.note.titles", {}),
    of_schema("fields.note.derivation", {"rate": "nothing"}),
    of_schema("fields.note.derivation", {}),
    of_schema("fields.note.derivation", {"lookup": {"table": "nothing", "field": "x"}}),
    of_schema("fields.note.derivation", {"rate": "achievement", "decimals": 10**9, "inputs": {}}),
    of_schema("fieldsMatch", "subset"),
    of_schema("foreignKeys", [{"fields": ["code"], "reference": {"resource": "nothing", "fields": ["x"]}}]),
    of_schema("chart", {"kind": "pie", "x": "year", "y": ["whole"]}),
    of_schema("chart", {"kind": "line", "x": "nothing", "y": ["whole"]}),
    of_schema("highlights", ["nothing"]),
    Bad("derivations in a circle", circle(), "E-DESCRIPTOR", "schemas/published"),
    # constraints
    *(
        of_raw("fields.note.constraints", {"pattern": p}, "E-PATTERN")
        for p in ("(", "[z-a]", "(?=x)y", r"(a)\1", "a" * 501)
    ),
    of_raw("fields.note.constraints", {"pattern": "(a{1000}){1000}"}, "E-PATTERN"),
    of_raw("fields.note.constraints", {"pattern": r"\p{Nothing}"}, "E-PATTERN"),
    *(
        Bad(
            f"pattern {p}",
            all_of(
                put(RAW_SCHEMA, "fields.note.constraints", {"pattern": p}), raw(records({"note": "a" * 30_000 + "!"}))
            ),
            "E-PATTERN-CELL",
            RAW,
            2,
            "note",
        )
        for p in _REDOS
        if "100" not in p
    ),
    of_raw("fields.note.constraints", {"pattern": _REDOS[3]}, "E-PATTERN"),
    of_raw("fields.whole.constraints", {"minimum": "one"}),
    of_raw("fields.whole.constraints", {"pattern": "x"}),
    of_raw("fields.whole.constraints", {"minimum": True}),
    of_raw("fields.note.constraints", {"minLength": -1}),
    of_raw("fields.note.constraints", {"maxLength": "ten"}),
    of_raw("fields.note.constraints", {"maxLength": 1}, "E-MAX-LENGTH")._replace(file=RAW, row=2, field="note"),
    of_raw("fields.day.constraints", {"minimum": "2023-02-29"}),
    of_raw("fields.year.constraints", {"minimum": 99999}),
    of_raw("fields.month.constraints", {"minimum": "2024-13"}),
    of_raw("fields.share.constraints", {"maximum": "x"}),
    Bad(
        "a bound of 1e999",
        replaced(RAW_SCHEMA, '"exclusiveMaximum": 100', '"exclusiveMaximum": 1e999'),
        "E-DESCRIPTOR-JSON",
        RAW_SCHEMA,
    ),
    of_raw("fields.printed.notation", {"kind": "nothing"}),
    of_raw("fields.printed.notation", {"kind": "quantity", "unit": "nothing"}, "E-UNIT-OTHER")._replace(file=RAW),
    of_raw("fields.printed.notation", {"kind": "quantity", "phrases": ["x"]}),
    of_raw("missingValues", "x"),
    of_raw("missingValues", ["a1"], "E-REQUIRED")._replace(file=RAW, row=2, field="code"),
    cell("note", "", "E-REQUIRED", "required and empty")._replace(
        spoil=all_of(
            put(RAW_SCHEMA, "fields.note.constraints", {"required": True}), raw(records({}, {"code": "a2", "note": ""}))
        )
    ),
]
