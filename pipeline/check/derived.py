"""Every derived value computed again from the published CSV alone, by what the schema declares."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa

from pipeline.arrays import pc
from pipeline.check.release import Release, Resource
from pipeline.enrich.lookups import Indexed
from pipeline.enrich.outcomes import outcomes_of
from pipeline.package.models import NUMERIC
from pipeline.problem import Problem


def derived_problems(release: Release) -> Iterator[Problem]:
    """E-DERIVED for each published value that its inputs and derivation do not give."""
    fields = {(table.name, field.name): field for table in release.resources for field in table.schema.fields}
    numeric = frozenset(place for place, field in fields.items() if field.type in NUMERIC)
    tables = {table: Indexed(rows) for table, rows in release.tables.items()}
    for resource in release.resources:
        derived = [field for field in resource.schema.fields if field.derivation]
        line = 2
        for frame in _frames(release.folder / resource.path, resource) if derived else ():
            outcomes: dict[str, tuple[Any, Any]] = {}  # of a field, its value and its status
            for field in derived:
                assert field.derivation
                status = field.derivation.status_of
                source = fields[resource.name, status].derivation if status else field.derivation
                if source is None:
                    raise KeyError(f"{resource.name}.{status} is not derived")
                name = status or field.name
                if name not in outcomes:
                    outcomes[name] = outcomes_of(source, resource.name, frame, tables, numeric)
                expected = outcomes[name][1 if status else 0]
                yield from _differences(resource.path, line, field.name, expected, frame.column(field.name))
            line += frame.num_rows


def _frames(path: Path, resource: Resource) -> Iterator[pa.Table]:
    """The rows of a table, some at a time; an empty cell is null."""
    import pyarrow.csv

    arrow: Any = pyarrow.csv
    types = {field.name: pa.string() for field in resource.schema.fields}
    parse = arrow.ParseOptions(newlines_in_values=True)
    convert = arrow.ConvertOptions(column_types=types, strings_can_be_null=True, null_values=[""])
    for batch in arrow.open_csv(path, arrow.ReadOptions(block_size=4 << 20), parse, convert):
        yield pa.Table.from_batches([batch])


def _differences(path: str, line: int, field: str, expected: Any, found: Any) -> Iterator[Problem]:
    cells = found.combine_chunks()
    wrong = pc.not_equal(pc.fill_null(expected, ""), pc.fill_null(cells, ""))
    for index in pc.indices_nonzero(wrong).to_pylist():
        facts = {"expected": expected[index].as_py() or ""}
        yield Problem("E-DERIVED", path, "", line + index, field, None, cells[index].as_py() or "", facts)
