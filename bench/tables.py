"""A project with one large table, made from a seed: `python bench/tables.py FOLDER ROWS [--spoilt] [--derived]`.

Nine columns, 84 bytes a row: primary and foreign key, enum, pattern, minimum. `--derived` adds a rate to what is
published, `--spoilt` puts every thousandth row wrong, each in another of `SPOILS`.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from pipeline.add.start import start

AREAS = 1_700
BATCH = 100_000
COLUMNS = ("record", "area", "fiscal_year", "category", "code", "label", "value", "total", "date")
CATEGORIES = ("population", "households", "births", "deaths", "visits")
LABELS = ("仙台市の統計項目", "石巻市の統計", "塩竈市の項目値", "Sendai statistics", "Shiogama value")
Row = list[str]


def _put(column: str, cell: str) -> Callable[[Row], Row]:
    position = COLUMNS.index(column)
    return lambda row: [*row[:position], cell, *row[position + 1 :]]


SPOILS: dict[str, Callable[[Row], Row]] = {
    "key of another row": _put("record", "r000000001"),
    "key without its letter": _put("record", "000000001"),
    "key missing": _put("record", ""),
    "foreign key that is not there": _put("area", "99999"),
    "foreign key missing": _put("area", ""),
    "foreign key in another spelling": _put("area", "1001"),
    "year of two digits": _put("fiscal_year", "23"),
    "year too early": _put("fiscal_year", "1999"),
    "year of an era": _put("fiscal_year", "R5"),
    "category not listed": _put("category", "weddings"),
    "category in another case": _put("category", "Births"),
    "category with a space": _put("category", "births "),
    "code of another letter": _put("code", "F-0001"),
    "code too long": _put("code", "A-00011"),
    "code with a comma": _put("code", "A-00,1"),
    "label of two lines": _put("label", "仙台市の\n統計"),
    "label with quotes": _put("label", 'the "value"'),
    "value below the minimum": _put("value", "-1"),
    "value with decimals": _put("value", "1.5"),
    "value with a separator": _put("value", "1,000"),
    "value in full width": _put("value", "１２"),
    "value with a unit": _put("value", "5件"),
    "value missing": _put("value", ""),
    "total too large": _put("total", "99999999999"),
    "total that is no number": _put("total", "many"),
    "total of zero": _put("total", "0"),
    "date that does not exist": _put("date", "2023-02-30"),
    "date with slashes": _put("date", "2023/04/01"),
    "date of an era": _put("date", "令和5年4月1日"),
    "row too short": lambda row: row[:-1],
    "row of one cell": lambda row: row[:1],
    "row too long": lambda row: [*row, "more"],
    "row too long and empty": lambda row: [*row, ""],
    "row of nothing": lambda row: [""] * len(row),
    "columns moved": lambda row: [*row[1:], row[0]],
}


def project(folder: Path, rows: int, *, spoilt: bool = False, derived: bool = False) -> None:
    """The project in an empty folder, ready to be built."""
    start(folder, "040002", "宮城県", "Miyagi", "https://opendata.example.jp/national/", "2025")
    areas = min(AREAS, rows // 10 + 10)
    (folder / "raw/areas.csv").write_text("area,name\n" + "".join(f"{1000 + n:05d},市町村{n}\n" for n in range(areas)))
    _write(folder / "raw/records.csv", rows, areas, spoilt=spoilt)
    document = json.loads((folder / "datapackage.json").read_text("utf-8"))
    schemas = {"areas": [_field("area", required=True, pattern="[0-9]{5}"), _field("name", required=True)]}
    schemas["records"] = [
        _field("record", required=True, pattern="r[0-9]{9}"),
        _field("area", required=True),
        _field("fiscal_year", "year", minimum=2000, maximum=2030),
        _field("category", enum=list(CATEGORIES)),
        _field("code", pattern="[A-E]-[0-9]{4}"),
        _field("label"),
        _field("value", "integer", minimum=0),
        _field("total", "integer", minimum=1, maximum=99_999_999),
        _field("date", "date"),
    ]
    keys: dict[str, dict[str, Any]] = {"areas": {"primaryKey": ["area"]}, "records": {"primaryKey": ["record"]}}
    keys["records"]["foreignKeys"] = [{"fields": ["area"], "reference": {"resource": "areas", "fields": ["area"]}}]
    for name, fields in schemas.items():
        _json(folder / f"schemas/raw/{name}.json", {"fields": fields, **keys[name]})
        shown = [{**field, **_said(field["name"], name)} for field in fields]
        if derived and name == "records":
            shown += _derived()
        about = {"areas": "id/area/{area}", "records": "observation/records/{record}"}[name]
        _json(folder / f"schemas/published/{name}.json", {"fields": shown, **keys[name], "aboutUrl": about})
        raw = {"path": f"raw/{name}.csv", "schema": f"schemas/raw/{name}.json", "encoding": "utf-8"}
        resource: dict[str, Any] = {"name": name, "path": f"output/data/{name}.csv"}
        resource |= {"schema": f"schemas/published/{name}.json", **_words(name), "origin": {"raw": raw}}
        resource |= {"formats": ["csv", "nt"]} if name == "records" else {}
        document["resources"].insert(-3, resource)
    _json(folder / "datapackage.json", document)


def _write(path: Path, rows: int, areas: int, *, spoilt: bool) -> None:
    chance = np.random.default_rng(2025)
    done = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(",".join(COLUMNS) + "\n")
        while done < rows:
            size = min(BATCH, rows - done)
            letters, numbers = chance.integers(0, 5, size), chance.integers(0, 400, size)
            days = np.datetime64("2000-01-01") + chance.integers(0, 9_000, size)
            made = zip(
                (f"r{done + number:09d}" for number in range(size)),
                (f"{1000 + number:05d}" for number in chance.integers(0, areas, size).tolist()),
                map(str, (2000 + chance.integers(0, 24, size)).tolist()),
                (CATEGORIES[number] for number in chance.integers(0, 5, size).tolist()),
                (f"{'ABCDE'[a]}-{b:04d}" for a, b in zip(letters.tolist(), numbers.tolist(), strict=True)),
                (LABELS[number] for number in chance.integers(0, 5, size).tolist()),
                map(str, chance.integers(0, 5_000_000, size).tolist()),
                map(str, (5_000_000 + chance.integers(0, 5_000_000, size)).tolist()),
                days.astype(str).tolist(),
                strict=True,
            )
            lines = [",".join(row) for row in made]
            if spoilt:
                for index in range(500 - done % 1000, size, 1000):
                    number = (done + index) // 1000 % len(SPOILS)
                    lines[index] = _line([*SPOILS.values()][number](lines[index].split(",")))
            file.write("\n".join(lines) + "\n")
            done += size


def _line(row: Row) -> str:
    return ",".join('"' + cell.replace('"', '""') + '"' if set(cell) & set(',"\n') else cell for cell in row)


def _field(name: str, kind: str = "string", **constraints: object) -> dict[str, Any]:
    return {"name": name, "type": kind, **_words(name), "constraints": constraints}


def _said(name: str, table: str) -> dict[str, str]:
    links = {"area": "id/area/{area}", "fiscal_year": "id/fiscal-year/{fiscal_year}"}
    if table == "records" and name in links:
        return {"propertyUrl": f"def/of_{name}", "valueUrl": links[name]}
    return {"propertyUrl": f"def/{table}_{name}"}


def _derived() -> list[dict[str, Any]]:
    inputs = {"part": "value", "whole": "total"}
    share = {**_field("share", "number"), "derivation": {"rate": "share", "inputs": inputs, "decimals": 2}}
    return [share]


def _words(name: str) -> dict[str, Any]:
    return {"titles": {"ja": name, "en": name}, "descriptions": {"ja": f"{name}の値", "en": f"Value of {name}"}}


def _json(path: Path, document: object) -> None:
    path.write_text(json.dumps(document, ensure_ascii=False, indent=1), "utf-8")


if __name__ == "__main__":
    options = argparse.ArgumentParser()
    options.add_argument("folder", type=Path)
    options.add_argument("rows", type=int)
    options.add_argument("--spoilt", action="store_true")
    options.add_argument("--derived", action="store_true")
    given = options.parse_args()
    project(given.folder, given.rows, spoilt=given.spoilt, derived=given.derived)
