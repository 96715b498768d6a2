"""The same verdicts as frictionless 5.21: good tables spoilt in a hundred ways, one at a time."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.validate.sample import DOCUMENTS, SCHEMAS, child, parent
from tests.validate.verdicts import BEYOND, KINDS, Rows, ours, problems, put, reorder, theirs, write

# name, field, the cell put there in record 4 (line 5, for a cell above it has two lines), our codes without E-
CELLS = [
    ("required, empty", "id", "", "REQUIRED"),
    ("required, a missing value with a label", "id", "※", "REQUIRED"),
    ("part of the key of another type", "part", "one", "TYPE"),
    ("pattern, other case", "code", "c-333", "PATTERN-CELL"),
    ("pattern, text before it", "code", "xC-3", "PATTERN-CELL"),
    ("pattern, text after it", "code", "C-3x", "PATTERN-CELL"),
    ("pattern, space around it", "code", " C-3 ", "PATTERN-CELL"),
    ("shorter than minLength", "code", "C-", "PATTERN-CELL MIN-LENGTH"),
    ("longer than maxLength", "code", "C-34567", "MAX-LENGTH"),
    ("length in characters, not bytes", "code", "𠮷𠮷𠮷", "PATTERN-CELL"),
    ("not in enum", "colour", "green", "ENUM"),
    ("in enum but for the case", "colour", "Red", "ENUM"),
    ("in enum but for a space", "colour", "red ", "ENUM"),
    ("integer: letters", "count", "five", "TYPE"),
    ("integer: below minimum", "count", "0", "MINIMUM"),
    ("integer: above maximum", "count", "11", "MAXIMUM"),
    ("integer: minus sign", "count", "-5", "MINIMUM"),
    ("integer: plus sign is allowed", "count", "+5", ""),
    ("integer: spaces around it", "count", " 12 ", "MAXIMUM LEXICAL"),
    ("integer: an underscore", "count", "1_000", "MAXIMUM LEXICAL"),
    ("integer: two underscores", "count", "1__0", "TYPE"),
    ("integer: full-width digits", "count", "１２", "MAXIMUM LEXICAL"),
    ("integer: decimals", "count", "5.0", "TYPE"),
    ("integer: exponent", "count", "1e3", "TYPE"),
    ("integer: thousands separator", "count", "1,000", "TYPE"),
    ("integer: printed with a unit", "count", "5件", "TYPE"),
    ("integer: △ for minus", "count", "△5", "TYPE"),
    ("integer: NaN", "count", "NaN", "TYPE"),
    ("integer: hexadecimal", "count", "0x5", "TYPE"),
    ("integer: 5,000 digits", "count", "9" * 5000, "TYPE"),
    ("integer: a space only", "count", " ", "TYPE"),
    ("integer: the missing value of another field", "count", "n.a.", "TYPE"),
    ("number: letters", "share", "half", "TYPE"),
    ("number: on the exclusive minimum", "share", "0.00", "EXCLUSIVE-MINIMUM"),
    ("number: on the exclusive maximum", "share", "100", "EXCLUSIVE-MAXIMUM"),
    ("number: a hair under the maximum", "share", "99.99999999999999999999", ""),
    ("number: large exponent", "share", "1e3", "EXCLUSIVE-MAXIMUM"),
    ("number: exponent beyond all bounds", "share", "1e99999999999999999999", "TYPE"),
    ("number: comma for point", "share", "7,5", "TYPE"),
    ("number: percent sign", "share", "7.5%", "TYPE"),
    ("number: NaN within bounds", "share", "NaN", "EXCLUSIVE-MINIMUM EXCLUSIVE-MAXIMUM LEXICAL"),
    ("number: infinite", "share", "-inf", "EXCLUSIVE-MINIMUM LEXICAL"),
    ("number: full-width", "share", "－１．５", "TYPE"),
    ("number: NaN in enum", "step", "nan", "ENUM LEXICAL"),
    ("number: not in enum", "step", "2", "ENUM"),
    ("boolean: yes", "open", "yes", "TYPE"),
    ("boolean: はい", "open", "はい", "TYPE"),
    ("boolean: mixed case", "open", "tRUE", "TYPE"),
    ("boolean: a space", "open", " true", "TYPE"),
    ("boolean: two", "open", "2", "TYPE"),
    ("date: not padded, and too early", "day", "2019-4-1", "MINIMUM LEXICAL"),
    ("date: on the exclusive maximum", "day", "2030-01-01", "EXCLUSIVE-MAXIMUM"),
    ("date: 30 February", "day", "2023-02-30", "TYPE"),
    ("date: 29 February of a common year", "day", "2023-02-29", "TYPE"),
    ("date: slashes", "day", "2023/04/01", "TYPE"),
    ("date: with a time", "day", "2023-04-01T00:00:00", "TYPE"),
    ("date: Japanese", "day", "令和5年4月1日", "TYPE"),
    ("date: a space after it", "day", "2023-04-01 ", "TYPE"),
    ("year: two digits", "year", "23", "TYPE"),
    ("year: too early", "year", "1999", "MINIMUM"),
    ("year: too late", "year", "2031", "MAXIMUM"),
    ("year: Japanese era", "year", "R5年", "TYPE"),
    ("year: with a sign", "year", "+203", "MINIMUM LEXICAL"),
    ("month: thirteenth", "month", "2023-13", "TYPE"),
    ("month: not padded, and on the exclusive minimum", "month", "2019-1", "EXCLUSIVE-MINIMUM LEXICAL"),
    ("month: a date", "month", "2023-04-01", "TYPE"),
    ("month: too late", "month", "2030-01", "MAXIMUM"),
    ("unique: again", "serial", "2", "UNIQUE"),
    ("unique: again in another spelling", "serial", "+02", "UNIQUE"),
    ("unique: of another type, which is not compared", "serial", "two", "TYPE"),
    ("unique: a missing value of the schema, which is not one of the field", "note", "※", ""),
    ("foreign key: not there", "parent", "9", "FOREIGN-KEY"),
    ("foreign key: of another type", "parent", "one", "TYPE"),
    ("foreign key: to its own table", "after", "z", "FOREIGN-KEY"),
    ("missing value of the field in a field without", "code", "-", "PATTERN-CELL MIN-LENGTH"),
]

Spoil = Callable[[Rows, Rows], object]
SHIFTED = "LABEL-WRONG LABEL-MISSING TYPE MAXIMUM PATTERN-CELL ENUM UNIQUE PRIMARY-KEY FOREIGN-KEY"
UNREFERRED = "LABEL-WRONG LABEL-MISSING TYPE PRIMARY-KEY-EMPTY FOREIGN-KEY"
FILLING = [["f", str(number), *[""] * 14] for number in range(300)]
EMPTY = [""] * 14 + ["-", ""]
TABLES: list[tuple[str, Spoil, str]] = [
    ("blank line in the middle", lambda c, p: c.insert(3, []), "ROW-BLANK PRIMARY-KEY-EMPTY"),
    ("blank line at the end", lambda c, p: c.append([]), "ROW-BLANK PRIMARY-KEY-EMPTY"),
    ("two blank lines", lambda c, p: c.extend([[], []]), "ROW-BLANK PRIMARY-KEY-EMPTY"),
    ("row of empty cells", lambda c, p: c.insert(2, EMPTY), "ROW-BLANK PRIMARY-KEY-EMPTY"),
    ("row of missing values", lambda c, p: c.append(["※"] * 14 + ["-", "※"]), "ROW-BLANK PRIMARY-KEY-EMPTY"),
    ("row of empty cells, not missing in one field", lambda c, p: c.append([""] * 16), "PRIMARY-KEY-EMPTY REQUIRED"),
    ("row of empty cells, too many", lambda c, p: c.append([*EMPTY, "", ""]), "ROW-BLANK PRIMARY-KEY-EMPTY"),
    ("row of one space", lambda c, p: c.append([" "]), "CELL-MISSING"),
    ("short row", lambda c, p: c[3].pop(), "CELL-MISSING"),
    ("row cut in half", lambda c, p: c[3].__delitem__(slice(8, None)), "CELL-MISSING"),
    ("row of the first cell only", lambda c, p: c[3].__delitem__(slice(1, None)), "CELL-MISSING"),
    ("long row", lambda c, p: c[3].append("more"), "CELL-EXTRA"),
    ("long row, empty cells", lambda c, p: c[3].extend(["", ""]), "CELL-EXTRA"),
    ("unquoted comma", lambda c, p: c[3].insert(3, "red"), "CELL-EXTRA ENUM TYPE FOREIGN-KEY"),
    ("total row", lambda c, p: c.append(["合計"]), "CELL-MISSING"),
    ("note under the table", lambda c, p: c.extend([[], ["（注）"]]), "ROW-BLANK PRIMARY-KEY-EMPTY CELL-MISSING"),
    ("header again", lambda c, p: c.insert(3, c[0]), "TYPE PATTERN-CELL ENUM FOREIGN-KEY"),
    ("columns swapped", lambda c, p: reorder(c, [0, 1, 3, 2, *range(4, 16)]), "LABEL-WRONG PATTERN-CELL ENUM"),
    ("labels swapped", lambda c, p: c[0].reverse(), "LABEL-WRONG"),
    ("last column missing", lambda c, p: reorder(c, range(15)), "LABEL-MISSING"),
    ("first column missing", lambda c, p: reorder(c, range(1, 16)), SHIFTED),
    ("columns of keys missing", lambda c, p: reorder(c, [0]), "LABEL-MISSING"),
    ("column of the referred key missing", lambda c, p: reorder(p, [1]), UNREFERRED),
    ("column too many", lambda c, p: reorder(c, [*range(16), 0]), "LABEL-EXTRA"),
    ("label missing at the end", lambda c, p: c[0].pop(), "LABEL-MISSING CELL-EXTRA"),
    ("label too many", lambda c, p: c[0].append("extra"), "LABEL-EXTRA CELL-MISSING"),
    ("label blank", lambda c, p: put(c, 1, "count", ""), "LABEL-BLANK"),
    ("label of spaces", lambda c, p: put(c, 1, "count", " 　"), "LABEL-BLANK"),
    ("label too many and blank", lambda c, p: c[0].append(""), "LABEL-EXTRA CELL-MISSING"),
    ("label double", lambda c, p: put(c, 1, "count", "part"), "LABEL-DOUBLE"),
    ("label three times", lambda c, p: put(put(c, 1, "day", "id"), 1, "open", "id"), "LABEL-DOUBLE"),
    ("label in another case", lambda c, p: put(c, 1, "count", "Count"), "LABEL-WRONG"),
    ("label in Japanese", lambda c, p: put(c, 1, "count", "件数"), "LABEL-WRONG"),
    ("header only", lambda c, p: c.__delitem__(slice(1, None)), ""),
    ("same row twice", lambda c, p: c.append(c[1]), "PRIMARY-KEY UNIQUE"),
    ("same row three times", lambda c, p: c.extend([c[1], c[1]]), "PRIMARY-KEY UNIQUE"),
    ("same key far apart", lambda c, p: c.extend([*FILLING, FILLING[0]]), "UNIQUE PRIMARY-KEY"),
    ("same key in another spelling", lambda c, p: c.append(["a", "+1", *EMPTY[2:]]), "PRIMARY-KEY"),
    ("same half of a key, the other missing", lambda c, p: c.extend([["a", *EMPTY[1:]]] * 2), "PRIMARY-KEY"),
    ("same half of a key, the other wrong", lambda c, p: c.extend([["a", "?", *EMPTY[2:]]] * 2), "TYPE PRIMARY-KEY"),
    ("key missing in all parts", lambda c, p: put(put(c, 4, "id", ""), 4, "part", "※"), "REQUIRED PRIMARY-KEY-EMPTY"),
    (
        "key missing or wrong in all parts",
        lambda c, p: c.append(["", "?", *EMPTY[2:]]),
        "REQUIRED TYPE PRIMARY-KEY-EMPTY",
    ),
    ("referred row missing", lambda c, p: p.pop(1), "FOREIGN-KEY"),
    ("referred table empty", lambda c, p: p.__delitem__(slice(1, None)), "FOREIGN-KEY"),
    ("referred key of wrong type", lambda c, p: put(p, 2, "key", "one"), "FOREIGN-KEY TYPE PRIMARY-KEY-EMPTY"),
    ("referred key twice", lambda c, p: put(p, 3, "key", "1"), "FOREIGN-KEY UNIQUE PRIMARY-KEY"),
    ("all cells wrong", lambda c, p: c.append(["?"] * 16), "TYPE PATTERN-CELL MIN-LENGTH ENUM"),
    ("every row wrong", lambda c, p: [put(c, n, "open", "?") for n in range(2, 7)], "TYPE"),
]


def compared(folder: Path) -> set[str]:
    """Our codes, once both agree."""
    assert ours(folder, SCHEMAS) == theirs(folder, DOCUMENTS)
    return {problem.code for problem in problems(folder, SCHEMAS)[1]}


def test_good_tables_are_good(tmp_path: Path) -> None:
    write(tmp_path, {"child": child(), "parent": parent()})
    assert compared(tmp_path) == set()


@pytest.mark.parametrize(("field", "cell", "codes"), [case[1:] for case in CELLS], ids=[case[0] for case in CELLS])
def test_a_cell_spoilt(field: str, cell: str, codes: str, tmp_path: Path) -> None:
    write(tmp_path, {"child": put(child(), 4, field, cell), "parent": parent()})
    assert compared(tmp_path) == {f"E-{code}" for code in codes.split()}
    assert all(problem.row == 5 for problem in problems(tmp_path, SCHEMAS)[1])


@pytest.mark.parametrize(("spoil", "codes"), [case[1:] for case in TABLES], ids=[case[0] for case in TABLES])
def test_a_table_spoilt(spoil: Spoil, codes: str, tmp_path: Path) -> None:
    tables = {"child": child(), "parent": parent()}
    spoil(tables["child"], tables["parent"])
    write(tmp_path, tables)
    assert compared(tmp_path) == {f"E-{code}" for code in codes.split()}


def test_the_catalogue_says_the_same_of_each_code() -> None:
    catalogue = tomllib.loads((ROOT / "pipeline" / "catalogue.toml").read_text("utf-8"))
    assert {code: entry["frictionless"] for code, entry in catalogue.items() if "frictionless" in entry} == KINDS
    assert set(catalogue) > BEYOND


def test_the_ways_are_many_and_distinct() -> None:
    names = [case[0] for case in (*CELLS, *TABLES)]
    assert len(names) == len(set(names)) >= 100
