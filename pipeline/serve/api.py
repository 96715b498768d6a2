"""/api/: the rows of a published table as JSON or CSV, filtered, sorted and page by page."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import parse_qsl, urlencode

from starlette.requests import Request
from starlette.responses import Response

from pipeline.errors import Stop
from pipeline.files import regular_file
from pipeline.near import near
from pipeline.package.models import Field, Words
from pipeline.problem import Problem
from pipeline.serve.conditions import NUMERIC, SUFFIXES, Condition, fitting, parameter
from pipeline.serve.openapi import OPTIONS, described
from pipeline.serve.released import Released
from pipeline.serve.rows import WHOLE, Question, Row, picked

LIMITS: Mapping[str, tuple[int | None, int]] = {"json": (100, 1000), "csv": (None, WHOLE)}
"""Rows of an answer of a form where nothing is said (None: all), and at most."""
EXACT = 15
"""Digits that every reader of JSON keeps, whatever it makes of numbers (IEEE 754 doubles)."""
HELP = {
    "ja": "条件は 項目=値 か 項目__gt=値。日本語の値は符号化して送る（curl なら -G --data-urlencode '項目=値'）。",
    "en": "A condition is field=value or field__gt=value. What is not ASCII is sent percent-encoded "
    "(by curl with -G --data-urlencode 'field=value').",
}
"""How to ask; the server underneath refuses an address with raw Japanese before any of this is reached."""
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[Ee][+-]?[0-9]+)?")
"""What JSON has for a number (RFC 8259, section 6): no +, no zero in front."""
HEADERS, JSON = {"Cache-Control": "no-cache"}, "application/json"


async def tables(released: Released, request: Request) -> Response:
    """The tables, each with its addresses and fields."""
    package = released.package
    listed = [
        {
            "name": resource.name,
            "titles": _both(resource.titles),
            "descriptions": _both(resource.descriptions),
            "json": resource.name,
            "csv": f"{resource.name}.csv",
            "fields": [_described(field) for field in package.published[resource.name].fields],
        }
        for resource in package.descriptor.resources
    ]
    version = package.descriptor.version
    limits = {form: {"default": default, "most": most} for form, (default, most) in LIMITS.items()}
    titles = _both(package.descriptor.titles)
    return _json(
        {
            "titles": titles,
            "version": version,
            "help": HELP,
            "description": "openapi.json",
            "limits": limits,
            "tables": listed,
        }
    )


async def openapi(released: Released, request: Request) -> Response:
    """The description of all this (OpenAPI 3.1)."""
    return _json(described(released.package, LIMITS))


async def rows(released: Released, request: Request) -> Response:
    """A page of rows. Raises Stop: E-API-TABLE, E-API-FIELD, E-API-VALUE, E-API-ROWS, E-QUERY-TIME."""
    name: str = request.path_params["table"]
    table = name.removesuffix(".csv")
    schema = released.package.published.get(table)
    if schema is None:
        raise Stop([Problem("E-API-TABLE", cell=table, facts={"known": ", ".join(released.package.published)})])
    given = parse_qsl(request.url.query, keep_blank_values=True)
    question = _question(given, schema.fields, *LIMITS["json" if name == table else "csv"])
    path = regular_file(released.folder, f"data/{table}.csv")
    if not isinstance(path, Path):
        raise Stop([path])
    found, total = await asyncio.to_thread(picked, path.resolve(), schema, question)
    offset = question.offset + len(found)
    following = [*((key, value) for key, value in given if key != "_offset"), ("_offset", str(offset))]
    next_page = f"{name}?{urlencode(following)}" if found and offset < total else None
    headers = HEADERS | {"X-Total-Count": str(total)} | ({"Link": f'<{next_page}>; rel="next"'} if next_page else {})
    if name != table:
        return Response(_csv(question.columns, found), headers=headers | {"Content-Type": "text/csv; charset=utf-8"})
    fields = {field.name: field for field in schema.fields}
    document = {
        "table": table,
        "titles": _both(released.package.resource(table).titles),
        "total": total,
        "offset": question.offset,
        "limit": question.limit,
        "next": next_page,
        "fields": [_described(fields[column]) for column in question.columns],
    }
    return Response(_page(document, [fields[column] for column in question.columns], found), 200, headers, JSON)


def _question(given: Sequence[tuple[str, str]], fields: Sequence[Field], default: int | None, most: int) -> Question:
    """What the parameters ask of an answer that has `default` rows where nothing is said, and `most` at most."""
    options = dict(given)
    names = [field.name for field in fields]
    conditions = []
    for key, value in given:
        if key in OPTIONS:
            continue
        field, _, operator = (key, "", "") if key in names else key.rpartition("__")
        if field not in names or operator not in SUFFIXES:
            raise _unknown(key, names, _asked(key, fields))
        conditions.append(Condition(field, operator, value))
    columns = options["_columns"].split(",") if options.get("_columns") else names
    falling = options.get("_sort_desc", "")
    sort = falling or options.get("_sort", "")
    for name in (*columns, *filter(None, [sort])):
        if name not in names:
            raise _unknown(name, names, near(name, names))
    limit = _number("_limit", options["_limit"], most) if "_limit" in options else default
    offset = _number("_offset", options.get("_offset", "0"))
    return Question(list(dict.fromkeys(columns)), conditions, sort, bool(falling), limit, offset)


def _number(option: str, text: str, most: int | None = None) -> int:
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 13 else -1
    if number < 0 or (most is not None and number > most):
        reason = "a whole number from 0 is expected" if most is None else f"a whole number from 0 to {most} is expected"
        raise Stop([Problem("E-API-VALUE", field=option, cell=text, facts={"reason": reason})])
    return number


def _asked(key: str, fields: Sequence[Field]) -> list[str]:
    """What a parameter may be meant to be: a condition that the field has, a field, or an option."""
    begun = [field for field in fields if key.startswith(f"{field.name}__")]
    if begun:
        return [parameter(begun[-1].name, suffix) for suffix in fitting(begun[-1])]
    return near(key.lower(), [*(field.name for field in fields), *OPTIONS])


def _unknown(name: str, names: Sequence[str], close: Sequence[str]) -> Stop:
    return Stop([Problem("E-API-FIELD", cell=name, facts={"near": ", ".join(close), "count": str(len(names))})])


def _page(document: dict[str, object], fields: Sequence[Field], rows: Sequence[Row]) -> str:
    """The document with the rows at its end. A number stands as the CSV has it (160.00), which JSON allows and a
    decimal reader keeps; one with more digits than a double holds is a text."""
    names = [json.dumps(field.name) for field in fields]
    lines = [
        "{" + ", ".join(f"{n}: {_cell(f, cell)}" for n, f, cell in zip(names, fields, row, strict=True)) + "}"
        for row in rows
    ]
    head = json.dumps(document, ensure_ascii=False, indent=1).removesuffix("\n}")
    return head + ',\n "rows": [' + ",".join(f"\n  {line}" for line in lines) + "\n ]\n}\n"


def _cell(field: Field, text: str | None) -> str:
    if text is None:
        return "null"
    if field.type == "boolean" and text in ("true", "false"):
        return text
    if field.type in NUMERIC and _NUMBER.fullmatch(text) and sum(map(str.isdigit, text)) <= EXACT:
        return text
    return json.dumps(text, ensure_ascii=False)


def _csv(columns: Sequence[str], rows: Sequence[Row]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerows([columns, *rows])
    return text.getvalue()


def _described(field: Field) -> dict[str, object]:
    unit = {"unit": field.unit} if field.unit else {}
    return {"name": field.name, "type": field.type, "titles": _both(field.titles), **unit}


def _both(words: Words) -> dict[str, str]:
    return {"ja": words.ja, "en": words.en}


def _json(document: object) -> Response:
    return Response(json.dumps(document, ensure_ascii=False, indent=1) + "\n", 200, HEADERS, JSON)
