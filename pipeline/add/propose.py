"""Descriptors for a new table, as plain JSON: two schemas, a resource, and what is left to decide."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from pipeline.add.columns import Column

_PARTS = {
    "unit": ("string", "単位", "unit"),
    "approximate": ("boolean", "概数", "approximate"),
    "cumulative": ("boolean", "延べ", "cumulative"),
    "qualifier": ("string", "限定", "qualifier"),
    "fiscal_year": ("year", "年度", "fiscal year"),
    "start": ("date", "始まり", "first day"),
    "end": ("date", "終わり", "last day"),
    "precision": ("string", "細かさ", "precision"),
    "bound": ("string", "関係", "bound"),
}
_OBSERVATION = [
    {"name": "type", "propertyUrl": "rdf:type", "valueUrl": "qb:Observation"},
    {"name": "obs_status", "propertyUrl": "sdmx-attribute:obsStatus", "valueUrl": "sdmx-code:obsStatus-A"},
]


def raw_schema(columns: Sequence[Column], key: Sequence[str]) -> dict[str, Any]:
    """How the table is received."""
    return {"fields": [_raw_field(column) for column in columns], "primaryKey": list(key)}


def published_schema(table: str, columns: Sequence[Column], key: Sequence[str], year: str, area: str) -> dict[str, Any]:
    """How it is published. With numbers it is a cube: its key are the dimensions, its numbers the measures; `year`
    and `area` are the addresses of the year and the area of all rows, where no column says them."""
    cube = any(column.kind == "quantity" for column in columns)
    fields = [field for column in columns for field in _fields(table, column, cube, column.name in key)]
    virtual: list[dict[str, Any]] = [{"name": "type", "propertyUrl": "rdf:type", "valueUrl": f"def/{table}"}]
    if cube:
        virtual = [dict(column) for column in _OBSERVATION]
        virtual[1]["role"] = "attribute"
        virtual.append({"name": "data_set", "propertyUrl": "qb:dataSet", "valueUrl": f"dataset/{table}"})
        if not any(column.kind == "area_code" for column in columns):
            said = {"propertyUrl": "sdmx-dimension:refArea", "valueUrl": area}
            virtual.append({"name": "ref_area", **said, "role": "dimension"})
        if not any(column.kind == "fiscal_year" for column in columns):
            said = {"propertyUrl": "sdmx-dimension:refPeriod", "valueUrl": year}
            virtual.append({"name": "ref_period", **said, "role": "dimension"})
    address = "/".join(f"{{{name}}}" for name in key)
    about = f"observation/{table}/{address}" if cube else f"id/{table}/{address}"
    return {"aboutUrl": about, "fields": fields, "virtualColumns": virtual, "primaryKey": list(key)}


def resource(table: str, title: str, raw: dict[str, Any]) -> dict[str, Any]:
    """The entry in datapackage.json."""
    return {
        "name": table,
        "path": f"output/data/{table}.csv",
        "schema": f"schemas/published/{table}.json",
        "titles": {"ja": title, "en": _english(table)},
        "descriptions": {"ja": title, "en": _english(table)},
        "origin": {"raw": {**raw, "schema": f"schemas/raw/{table}.json"}},
    }


def decisions(table: str, columns: Sequence[Column], key: Sequence[str]) -> Iterator[tuple[str, str]]:
    """What a person must decide or look at, in Japanese and in English."""
    place = f"datapackage.json: resources[{table}]"
    yield (
        f"{place} の英語の題名と、両方の言語の説明",
        f"{place}: the English title, and the descriptions in both languages",
    )
    yield (
        f"{place} の出典（sources に、原資料の題名とアドレス。書かなければ、この表の出典は示されない）",
        f"{place}: its sources (title and address of the document); without them, none is named for this table",
    )
    place = f"schemas/published/{table}.json"
    yield (
        f"{place}: 主キー（{', '.join(key)}）でよいか",
        f"{place}: whether the primary key is right ({', '.join(key)})",
    )
    for column in columns:
        if column.guessed:
            ja = f"{place}: 「{column.label}」の項目名（{column.name}）と英語の名称（{column.title}）"
            yield ja, f"{place}: name ({column.name}) and English title ({column.title}) of 「{column.label}」"
        if column.kind == "quantity" and not column.unit_known:
            yield f"{place}: {column.name} の単位（unit）", f"{place}: the unit of {column.name}"


def _raw_field(column: Column) -> dict[str, Any]:
    made: dict[str, Any] = {"name": column.name, "label": column.label, "titles": _titles(column)}
    notation = {"quantity": {"kind": "quantity", "unitOptional": True}, "period": {"kind": "period"}}
    notation["fiscal_year"] = {"kind": "fiscal_year"}
    if column.kind in notation:
        made["notation"] = notation[column.kind]
    return made | ({"constraints": {"required": True}} if column.complete else {})


def _fields(table: str, column: Column, cube: bool, in_key: bool) -> Iterator[dict[str, Any]]:
    """The published fields of a raw column, each with a property of its own."""
    base: dict[str, Any] = {"name": column.name, "titles": _titles(column), "descriptions": _titles(column)}
    required = {"constraints": {"required": True}} if column.complete else {}
    property_url = {"propertyUrl": f"def/{table}-{column.name}"}
    if column.kind == "fiscal_year":
        year = {"type": "year", "from": f"{column.name}.fiscal_year", "valueUrl": f"id/fiscal-year/{{{column.name}}}"}
        ref_period = {"propertyUrl": "sdmx-dimension:refPeriod", "role": "dimension"} if cube else property_url
        yield base | year | required | ref_period
    elif column.kind == "area_code":
        yield base | {"constraints": {"required": True, "pattern": "[0-9]{6}"}} | property_url
        derived = {"derivation": {"rate": "without_check_digit", "inputs": {"code": column.name}}}
        area = {"valueUrl": f"http://data.e-stat.go.jp/lod/sac/C{{{column.name}_area}}"}
        area |= (
            {"propertyUrl": "sdmx-dimension:refArea", "role": "dimension"}
            if cube
            else {"propertyUrl": "dcterms:spatial"}
        )
        words = {"ja": "標準地域コード", "en": "Standard area code"}
        named = {"name": f"{column.name}_area", "titles": words, "descriptions": words}
        yield named | {"constraints": {"required": True}} | derived | area
    elif column.kind == "quantity":
        kind = "integer" if column.whole else "number"
        role = {"role": "measure"} if cube else {}
        yield base | {"type": kind, "from": f"{column.name}.value"} | required | property_url | role
        yield from _part_fields(table, column)
    elif column.kind == "period":
        yield from _part_fields(table, column)
    else:
        role = {"role": "dimension"} if cube and in_key else {}
        yield base | required | property_url | role


def _part_fields(table: str, column: Column) -> Iterator[dict[str, Any]]:
    """A field for each part that a printed cell says."""
    for part in column.parts:
        kind, ja, en = _PARTS[part]
        words = {"ja": f"{column.label}の{ja}", "en": f"{column.title}, {en}"}
        named = {"name": f"{column.name}_{part}", "type": kind, "titles": words, "descriptions": words}
        link = {"valueUrl": f"id/unit/{{{column.name}_unit}}"} if part == "unit" else {}
        yield named | {"from": f"{column.name}.{part}", "propertyUrl": f"def/{table}-{column.name}_{part}"} | link


def _titles(column: Column) -> dict[str, str]:
    return {"ja": column.label, "en": column.title}


def _english(table: str) -> str:
    return table.replace("_", " ").replace("-", " ").capitalize()
