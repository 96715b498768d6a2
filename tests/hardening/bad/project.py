"""A small project with a field of every type and notation, to be spoilt."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pipeline.add.start import start
from pipeline.package import DESCRIPTOR

MUNICIPALITY = ("041009", "仙台市", "Sendai City", "https://data.example.jp/sendai/", "2024")
RAW, RAW_SCHEMA, SCHEMA = "raw/t.csv", "schemas/raw/t.json", "schemas/published/t.json"
ROW = {
    "code": "a1",
    "kind": "big",
    "whole": "12",
    "share": "0.5",
    "day": "2024-02-29",
    "year": "2024",
    "month": "2024-03",
    "yes": "true",
    "site": "https://www.example.jp/",
    "mail": "info@example.jp",
    "unit": "case",
    "note": "覚書",
    "free": "何でも",
    "printed": "5万2千件",
    "fiscal": "R5",
    "period": "R6.2月",
}
"""The first row, by field; every other one differs in its code alone."""
COLUMNS = list(ROW)
_TYPES = {
    "whole": "integer",
    "share": "number",
    "day": "date",
    "year": "year",
    "month": "yearmonth",
    "yes": "boolean",
    "free": "any",
}
_MORE: dict[str, dict[str, Any]] = {
    "code": {"constraints": {"required": True, "pattern": "[a-z][0-9]+"}},
    "kind": {"constraints": {"enum": ["big", "small"]}},
    "whole": {"constraints": {"minimum": 0, "maximum": 1000}},
    "share": {"constraints": {"exclusiveMaximum": 100}},
    "note": {"constraints": {"maxLength": 40000}},
    "site": {"format": "uri"},
    "mail": {"format": "email"},
    "printed": {"notation": {"kind": "quantity"}},
    "fiscal": {"notation": {"kind": "fiscal_year"}},
    "period": {"notation": {"kind": "period"}},
}


def table(*rows: dict[str, str]) -> str:
    """The raw table as CSV, with these cells in its rows; none of them needs quotes."""
    return "".join(",".join(cells) + "\n" for cells in [COLUMNS, *([*(ROW | row).values()] for row in rows)])


GOOD = table({}, {"code": "a2"}, {"code": "a3"})


def make(folder: Path) -> None:
    """The project of a municipality, with one table more."""
    start(folder, *MUNICIPALITY)
    write(folder / RAW, GOOD)
    write_json(folder / RAW_SCHEMA, raw_schema())
    write_json(folder / SCHEMA, published_schema())
    descriptor = read_json(folder / DESCRIPTOR)
    descriptor["resources"].append(
        {
            "name": "t",
            "path": "output/data/t.csv",
            "schema": SCHEMA,
            "titles": words("表"),
            "descriptions": words("表"),
            "origin": {"raw": {"path": RAW, "schema": RAW_SCHEMA, "encoding": "utf-8"}},
        }
    )
    write_json(folder / DESCRIPTOR, descriptor)


def raw_schema() -> dict[str, Any]:
    """What the raw table is like."""
    fields = [{"name": name, "type": _TYPES.get(name, "string"), "titles": words(name)} for name in COLUMNS]
    to_units = {"fields": ["unit"], "reference": {"resource": "units", "fields": ["unit"]}}
    return {
        "fields": [field | _MORE.get(str(field["name"]), {}) for field in fields],
        "primaryKey": ["code"],
        "foreignKeys": [to_units],
    }


def published_schema() -> dict[str, Any]:
    """What is published of it."""
    fields = [_published(name) for name in COLUMNS[: COLUMNS.index("printed")]]
    parts = {
        "value": "number",
        "of_unit": "string",
        "fiscal_year": "year",
        "start": "date",
        "end": "date",
        "precision": "string",
    }
    sources = {
        "value": "printed.value",
        "of_unit": "printed.unit",
        "fiscal_year": "fiscal.fiscal_year",
        "start": "period.start",
        "end": "period.end",
        "precision": "period.precision",
    }
    fields += [_published(name) | {"type": parts[name], "from": sources[name]} for name in parts]
    return {"aboutUrl": "id/t/{code}", "fields": fields, "primaryKey": ["code"]}


def _published(name: str) -> dict[str, Any]:
    more = {"constraints": {"required": True}} if name == "code" else {}
    said = {"name": name, "type": _TYPES.get(name, "string"), "titles": words(name), "descriptions": words(name)}
    return said | more | {"propertyUrl": f"def/t/{name}"}


def words(text: str) -> dict[str, str]:
    """The same in both languages."""
    return {"ja": text, "en": text}


def read_json(place: Path) -> Any:
    return json.loads(place.read_text("utf-8"))


def write_json(place: Path, document: object) -> None:
    write(place, json.dumps(document, ensure_ascii=False))


def write(place: Path, content: str | bytes) -> None:
    """Its bytes, in a folder that need not be there."""
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass"))
