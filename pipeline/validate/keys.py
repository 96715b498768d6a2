"""Values that must not repeat, and values that must stand in another table, in tables of many parts."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from pipeline.arrays import pc
from pipeline.engine import in_order
from pipeline.package.models import Schema
from pipeline.problem import Problem
from pipeline.table import Table
from pipeline.validate.cells import Finding
from pipeline.validate.columns import column_of
from pipeline.validate.findings import problem_of
from pipeline.validate.hashes import Hashes, absent, among, are_few, counting, hashed, repeated

if TYPE_CHECKING:
    from pipeline.validate.hashes import Array, Numbers

Columns = Mapping[str, Any]
"""String arrays by field name: texts that are the same where values are equal; null where there is no value."""
Found = tuple[int, str, Finding]


@dataclass(frozen=True, slots=True)
class Key:
    """Fields of a table. A `strict` one counts only where no part of it is missing (Data Package 2.0, uniqueKeys: as
    in SQL), another where not all of them are."""

    fields: tuple[str, ...]
    strict: bool = False


def keys_of(name: str, schemas: Mapping[str, Schema]) -> list[Key]:
    """The keys of a table that must be compared with other rows or tables."""
    keys = [Key(tuple(key.fields)) for key in schemas[name].foreign_keys]
    for other, theirs in schemas.items():
        for key in theirs.foreign_keys:
            if (key.reference.resource or other) == name:
                keys.append(Key(tuple(key.reference.fields)))
    return list(dict.fromkeys([*keys, *(key for key, _ in _unrepeated(schemas[name]))]))


def _unrepeated(schema: Schema) -> list[tuple[Key, str]]:
    """The keys that may occur once only, and what one is that occurs again."""
    keys = [(Key((field.name,)), "E-UNIQUE") for field in schema.fields if field.constraints.unique]
    keys += [(Key(tuple(schema.primary_key)), "E-PRIMARY-KEY")] if schema.primary_key else []
    return keys + [(Key(tuple(fields), strict=True), "E-UNIQUE-KEY") for fields in schema.unique_keys]


def numbers_of(keys: Sequence[Key], columns: Columns) -> dict[Key, Numbers]:
    """Of each row of one part of a table, the keys whose columns are there: as numbers, or as texts where rows are few;
    0, or nulls only, where a key does not count."""
    there = [key for key in keys if all(name in columns for name in key.fields)]
    made: dict[Key, Numbers] = {}
    if all(are_few(len(column)) for column in columns.values()):
        for key in there:
            counted = _counted(key, columns)
            made[key] = pa.table({name: pc.if_else(counted, columns[name], None) for name in key.fields})
        return made
    for key, numbers in zip(there, hashed(columns, [key.fields for key in there]), strict=True):
        made[key] = counting(numbers, _counted(key, columns))
    return made


def _counted(key: Key, columns: Columns) -> Any:
    there = [pc.is_valid(columns[name]) for name in key.fields]
    combine: Any = pc.and_ if key.strict else pc.or_
    counted = there[0]
    for other in there[1:]:
        counted = combine(counted, other)
    return counted


def empty_primary_keys(schema: Schema, columns: Columns) -> Iterator[Found]:
    """E-PRIMARY-KEY-EMPTY for each row in which every part of it is missing."""
    key = Key(tuple(schema.primary_key))
    if key.fields and all(name in columns for name in key.fields):
        names = ", ".join(key.fields)
        for index in pc.indices_nonzero(pc.invert(_counted(key, columns))).to_pylist():
            yield index, names, ("E-PRIMARY-KEY-EMPTY", {"fields": names})


class Ledger:
    """The numbers of every key of a table, part by part."""

    def __init__(self) -> None:
        self.hashes: dict[Key, Hashes] = {}
        self.parts = 0

    def add(self, numbers: Mapping[Key, Numbers]) -> None:
        """Takes the next part of the table: what it has for each key, one a row."""
        for key, found in numbers.items():
            self.hashes.setdefault(key, Hashes()).append(found)
        self.parts += 1


@dataclass(frozen=True, slots=True)
class _Suspects:
    """The numbers of a key that cannot be right."""

    key: Key
    code: str
    facts: Mapping[str, str]
    numbers: Array


Row = tuple[tuple[str | None, ...], tuple[str, str, int], Problem]
"""The texts of a key in a row, its place, and the problem that it is, or is if it is not the first."""


def key_problems(
    ledgers: Mapping[str, Ledger],
    schemas: Mapping[str, Schema],
    again: Callable[[str, int, Sequence[int]], Table],
) -> Iterator[Problem]:
    """E-UNIQUE, E-PRIMARY-KEY, E-UNIQUE-KEY, E-FOREIGN-KEY of tables whose keys are in the ledgers. Only the rows in
    which something is wrong are read `again`: by table, number of the part, and their numbers in it."""
    for name in ledgers:
        suspects = [*_repeated(name, ledgers, schemas), *_foreign(name, ledgers, schemas)]
        parts = enumerate(zip(*(ledgers[name].hashes[suspect.key] for suspect in suspects), strict=True))
        rows = functools.partial(_rows, suspects, schemas[name], functools.partial(again, name))
        seen: list[dict[tuple[str | None, ...], tuple[str, str, int]]] = [{} for _ in suspects]
        for found in in_order(rows, parts):
            for suspect, of_key, before in zip(suspects, found, seen, strict=True):
                for texts, place, problem in of_key:
                    if suspect.code == "E-FOREIGN-KEY":
                        yield problem
                    elif texts in before:
                        file, _, line = before[texts]
                        first = str(line) if file == place[0] else f"{file}:{line}"
                        yield replace(problem, facts={**problem.facts, "first": first})
                    before[texts] = place


def _rows(
    suspects: Sequence[_Suspects],
    schema: Schema,
    again: Callable[[int, Sequence[int]], Table],
    part: tuple[int, Sequence[Array]],
) -> list[list[Row]]:
    """What each suspect is in: the rows of a part, by its number and that of each of its keys."""
    import numpy as np

    number, numbers = part
    wrong = [np.flatnonzero(among(of_key, s.numbers)) for of_key, s in zip(numbers, suspects, strict=True)]
    rows = np.unique(np.concatenate(wrong))
    if not rows.size:
        return [[] for _ in suspects]
    table = again(number, rows.tolist())
    names = {field for suspect in suspects for field in suspect.key.fields}
    fields = enumerate(schema.fields[: len(table.labels)])
    columns = {f.name: column_of(table, at, f, schema, keyed=True).keys for at, f in fields if f.name in names}
    return [
        [_row(suspect, table, schema, columns, index) for index in np.searchsorted(rows, of_key).tolist()]
        for suspect, of_key in zip(suspects, wrong, strict=True)
    ]


def _row(suspect: _Suspects, table: Table, schema: Schema, columns: Columns, index: int) -> Row:
    fields = suspect.key.fields
    problem = problem_of(table, schema, index, ", ".join(fields), suspect.code, suspect.facts)
    return tuple(columns[name][index].as_py() for name in fields), table.place(index), problem


def _repeated(name: str, ledgers: Mapping[str, Ledger], schemas: Mapping[str, Schema]) -> Iterator[_Suspects]:
    for key, code in _unrepeated(schemas[name]):
        hashes = ledgers[name].hashes.get(key)
        if hashes and (numbers := repeated(hashes)).size:
            facts = {"first": ""} | ({} if code == "E-UNIQUE" else {"fields": ", ".join(key.fields)})
            yield _Suspects(key, code, facts, numbers)


def _foreign(name: str, ledgers: Mapping[str, Ledger], schemas: Mapping[str, Schema]) -> Iterator[_Suspects]:
    """A reference to a table that is not there is not checked."""
    types = {table: {f.name: _KINDS.get(f.type, f.type) for f in s.fields} for table, s in schemas.items()}
    for foreign in schemas[name].foreign_keys:
        other = foreign.reference.resource or name
        ours, theirs = Key(tuple(foreign.fields)), Key(tuple(foreign.reference.fields))
        if other not in ledgers or ours not in ledgers[name].hashes:
            continue
        alike = all(types[name][a] == types[other][b] for a, b in zip(ours.fields, theirs.fields, strict=True))
        numbers = absent(ledgers[name].hashes[ours], ledgers[other].hashes.get(theirs) if alike else None)
        if numbers.size:
            yield _Suspects(
                ours, "E-FOREIGN-KEY", {"table": other, "fields": ", ".join(theirs.fields), "where": other}, numbers
            )


_KINDS = dict.fromkeys(("integer", "number", "year", "boolean"), "number") | {"any": "string"}
"""Types whose values can be equal."""
