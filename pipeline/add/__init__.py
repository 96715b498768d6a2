"""A new table in a project: its file, two schemas and a resource, and what is left for a person to decide."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pipeline.add.columns import columns, is_fiscal_year, key
from pipeline.add.header import find
from pipeline.add.propose import decisions, published_schema, raw_schema, resource
from pipeline.errors import Stop
from pipeline.interpret.unit_table import units_of
from pipeline.interpret.units import Units
from pipeline.mapping import fiscal_year
from pipeline.package import DESCRIPTOR, Package
from pipeline.package.descriptor import Dialect, Unpivot
from pipeline.problem import Problem, failed
from pipeline.read import read_source
from pipeline.read.csv import sheet_of
from pipeline.read.decode import decode
from pipeline.read.excel import open_sheet
from pipeline.read.sheet import Sheet, table_of
from pipeline.read.unpivot import blank_cells, unpivot
from pipeline.undecided import todo


@dataclass(frozen=True, slots=True)
class Added:
    """The files that were written, by path in the project, and what a person must decide (Japanese, English)."""

    files: Mapping[str, bytes]
    decisions: list[tuple[str, str]]


def propose(package: Package, file: Path, name: str, sheet_name: str) -> Added:
    """What a new table in `file` needs; nothing is written.

    Raises Stop: E-ADD (no name, the name is taken, no table or no key found), and what reading the file says.
    """
    table_name = name or file.stem.lower()
    if not re.fullmatch("[a-z][a-z0-9_]*", table_name):
        raise Stop([_refused(file, f"the file name is no name of a table: {table_name!r}; give one")])
    if any(found.name == table_name for found in package.descriptor.resources):
        raise Stop([_refused(file, f"there is a table {table_name!r} already")])
    content, workbook = file.read_bytes(), file.suffix.lower() == ".xlsx"
    sheet, encoding = _sheet(content, file, sheet_name)
    header, region = find(sheet.cells, sheet.merged)
    dialect = Dialect(header_rows=header, header_join="_", sheet_name=sheet.name, range=region)
    table, problems = table_of(sheet, table_name, str(file), dialect)
    wide = [label for label in table.labels if is_fiscal_year(label)]
    spread, holes = None, False
    if len(wide) > 1:
        spread = Unpivot(keep=[label for label in table.labels if label not in wide], name="年度", value="値")
        holes = bool(blank_cells(table, spread))
        table = unpivot(table, spread)
    if failed(problems):
        raise Stop(problems)
    rows = [[cell or "" for cell in row.values()] for row in table.rows()]
    found = columns(table.labels, rows, _units(package))
    if holes:  # no row is made of them, and none of those that are tells of them
        found[-1] = replace(found[-1], complete=False)
    chosen = key(found, rows)
    if not rows or not chosen:
        raise Stop([_refused(file, "no columns without a hole tell the rows apart")])
    raw: dict[str, Any] = {"path": f"raw/{table_name}{file.suffix.lower()}"}
    raw |= {} if workbook else {"encoding": encoding}
    if workbook or header != [1]:
        named = {"sheetName": sheet.name} if sheet.name else {}
        raw["dialect"] = {**named, "range": region, "headerRows": header, "headerJoin": "_"}
    if spread:
        raw["unpivot"] = {"keep": spread.keep, "name": spread.name, "value": spread.value}
    settings = package.descriptor.pipeline.catalogue
    year, area = fiscal_year(package, settings.fiscal_year), settings.spatial.address
    document = json.loads((package.root / DESCRIPTOR).read_text("utf-8"))
    document["resources"].append(resource(table_name, _title(sheet, header[0], table_name), raw))
    left = list(decisions(table_name, found, chosen))
    listed = "".join(f"- {ja}\n  {en}\n" for ja, en in left)
    files = {
        todo(table_name): f"# {table_name}: 人が決めること / to decide\n\n{listed}".encode(),
        raw["path"]: content,
        f"schemas/raw/{table_name}.json": _json(raw_schema(found, chosen)),
        f"schemas/published/{table_name}.json": _json(published_schema(table_name, found, chosen, year, area)),
        DESCRIPTOR: _json(document),
    }
    return Added(files, left)


def add(package: Package, file: Path, name: str = "", sheet_name: str = "") -> Added:
    """Proposes and writes. Raises Stop: E-ADD where a file is there already, but for the descriptor, and what `propose`
    raises."""
    added = propose(package, file, name, sheet_name)
    for path in added.files:
        if path != DESCRIPTOR and (package.root / path).exists() and (package.root / path).resolve() != file.resolve():
            raise Stop([_refused(file, f"{path} is there already")])
    for path, content in added.files.items():
        (package.root / path).parent.mkdir(parents=True, exist_ok=True)
        (package.root / path).write_bytes(content)
    return added


def _sheet(content: bytes, file: Path, name: str) -> tuple[Sheet, str]:
    """The cells of the file, and the encoding of a text."""
    if file.suffix.lower() == ".xlsx":
        found = open_sheet(content, str(file), name)
        if isinstance(found, Problem):
            raise Stop([found])
        return found, ""
    text, problems = decode(content, "", str(file))
    if failed(problems):
        raise Stop(problems)
    try:
        encoding = next((problem.facts["encoding"] for problem in problems if problem.code == "I-ENCODING"), "utf-8")
        return sheet_of(text, Dialect()), encoding
    except csv.Error as error:
        raise Stop([Problem("E-CSV", file=str(file), facts={"reason": str(error)})]) from error


def _title(sheet: Sheet, top: int, name: str) -> str:
    """What stands above the table, else its name."""
    above = [text for (row, _), text in sorted(sheet.cells.items()) if row < top]
    return above[0].strip() if above else name


def _units(package: Package) -> Units:
    name = package.descriptor.pipeline.units
    source = package.raw_sources()[name]
    table, problems = read_source(package.root_of(source), name, source)
    if failed(problems):
        raise Stop(problems)
    return units_of(table, package.raw[name])[0]


def _refused(file: Path, reason: str) -> Problem:
    return Problem("E-ADD", file=str(file), facts={"reason": reason})


def _json(document: object) -> bytes:
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()
