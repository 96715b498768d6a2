"""Records of a CSV file as rows of cells (RFC 4180); each row knows its line.

Plain records are read by Arrow, others by Python's csv in strict mode; tests/read/test_csv.py holds that both give
the same of plain ones.
"""

from __future__ import annotations

import csv
import io
from array import array
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from pipeline.arrays import everywhere, is_empty, pc
from pipeline.package.descriptor import Dialect
from pipeline.problem import Problem
from pipeline.read.pieces import Piece, Read, is_cut, quotes_in, split, strict_reader
from pipeline.read.sheet import MAX_COLUMNS, Sheet, too_wide
from pipeline.table import Table, frame

if TYPE_CHECKING:
    from pipeline.read.pieces import Array

MAX_CELL = 32_767  # Excel's own limit
_MANY = 1_000  # rows, each of which would be a table of its own between two slices
_HEAD = 1 << 16  # bytes in which a header is looked for at first
csv.field_size_limit(2**31 - 1)  # Python's own limit would end the reading with E-CSV


def sheet_of(text: str, dialect: Dialect) -> Sheet:
    """All cells of the text by line and column, for a table that does not begin at the first line. Raises csv.Error."""
    reader = strict_reader(io.StringIO(text, newline=""), dialect)
    cells: dict[tuple[int, int], str] = {}
    begin = 1
    for row in reader:
        cells |= {(begin, column): cell for column, cell in enumerate(row, 1) if cell}
        begin = reader.line_num + 1
    return Sheet("", cells)


def open_csv(
    read: Read, offset: int, name: str, file: str, dialect: Dialect
) -> tuple[tuple[Table, Piece] | None, list[Problem]]:
    """The table without its rows, and where these begin.

    Problems: E-EMPTY (no header), E-CSV (a header that never ends), E-COLUMNS.
    """
    first = next(iter(split(read, offset, 1, dialect, _HEAD)), Piece(offset, 0, 1, True))
    content = read(first.offset, first.size)
    if is_cut(first, content):
        return None, [Problem("E-CSV", file=file, row=1, facts={"reason": "unexpected end of data"})]
    text = content.decode("utf-8", "surrogateescape")
    reader = strict_reader(io.StringIO(text, newline=""), dialect)
    try:
        labels: list[str] = next(reader, [])
    except csv.Error as error:
        return None, [Problem("E-CSV", file=file, row=1, facts={"reason": str(error)})]
    if not any(labels):
        return None, [Problem("E-EMPTY", file=file, row=1)]
    wide = too_wide(len(labels), file, "", 1)
    problems = [wide] if wide else []
    lines = io.StringIO(text, newline="")
    size = sum(len(next(lines).encode("utf-8", "surrogateescape")) for _ in range(reader.line_num))
    # positions, not labels: labels may be missing, double or wrong until validation says so
    grid = frame([str(position) for position in range(len(labels))], ())
    head = Table(name, grid, file, labels=labels)
    return (head, Piece(offset + size, 0, reader.line_num + 1, plain=True)), problems


def rows_of(content: bytes, piece: Piece, head: Table, dialect: Dialect) -> tuple[Table, list[Problem]]:
    """The rows of a piece. Cells beyond the header's width are kept in `ragged`; missing ones are null.

    Problems: E-CSV (a quote that never closes, or text after a closing quote; names the line where the record
    begins), E-CELL-SIZE, E-COLUMNS.
    """
    if piece.plain:
        table = _plain_rows(content, piece, head, dialect)
        return table, _plain_sizes(table)
    if is_cut(piece, content):
        cut = Problem("E-CSV", file=head.file, row=piece.line, facts={"reason": "unexpected end of data"})
        return _of_records([], [], head), [cut]
    reader = strict_reader(io.StringIO(content.decode("utf-8", "surrogatepass"), newline=""), dialect)
    problems: list[Problem] = []
    records: list[list[str]] = []
    lines: list[int] = []
    begin = piece.line
    try:
        for cells in reader:
            problems += _sizes(cells, begin, head)
            records.append(cells)
            lines.append(begin)
            begin = piece.line + reader.line_num
    except csv.Error as error:
        problems.append(Problem("E-CSV", file=head.file, row=begin, facts={"reason": str(error)}))
    return _of_records(records, lines, head), problems


def _of_records(records: Sequence[Sequence[str]], lines: Sequence[int], head: Table) -> Table:
    width = len(head.labels)
    ragged = {index: list(cells) for index, cells in enumerate(records) if len(cells) != width}
    fitted = [(*cells[:width], *[None] * (width - len(cells))) for cells in records]
    return replace(head, frame=frame(head.frame.column_names, fitted), lines=lines, ragged=ragged)


def _sizes(cells: Sequence[str | None], line: int, head: Table) -> Iterator[Problem]:
    if wide := too_wide(len(cells), head.file, "", line):
        yield wide
        return
    for column, cell in enumerate(cells, 1):
        if cell and len(cell) > MAX_CELL:
            facts = {"size": str(len(cell)), "limit": str(MAX_CELL)}
            label = head.labels[column - 1] if column <= len(head.labels) else ""
            yield Problem("E-CELL-SIZE", head.file, "", line, label, column, None, facts)


def _plain_rows(content: bytes, piece: Piece, head: Table, dialect: Dialect) -> Table:
    import pyarrow.csv

    arrow: Any = pyarrow.csv
    names = head.frame.column_names
    odd: dict[int, list[str]] = {}  # rows that are not as wide as the header, by their index

    def keep(row: Any) -> str:
        odd[row.number - 1] = next(strict_reader(io.StringIO(row.text, newline=""), dialect))
        return "skip"

    regular = arrow.read_csv(
        pa.BufferReader(content),
        arrow.ReadOptions(use_threads=False, column_names=names, block_size=len(content)),
        arrow.ParseOptions(
            delimiter=dialect.delimiter,
            quote_char=dialect.quote_char,
            newlines_in_values=True,
            ignore_empty_lines=False,
            invalid_row_handler=keep,
        ),
        arrow.ConvertOptions(column_types=dict.fromkeys(names, pa.string()), check_utf8=False),  # it was checked
    ).combine_chunks()
    size = regular.num_rows + len(odd)
    lines: Sequence[int] = range(piece.line, piece.line + size)
    empty: list[int] = []
    if piece.lines != size or everywhere(map(is_empty, regular.columns)) is not None:
        ends, begins = _by_line_ends(content, piece.line, dialect.quote_char)
        lines, empty = array("q", begins.tobytes()), _empty_lines(content, ends)
    if not odd and not empty:
        return replace(head, frame=regular, lines=lines, ragged={})
    ragged = dict(sorted((odd | {index: [] for index in empty}).items()))
    fitted = _of_records(list(ragged.values()), (), head).frame
    return replace(head, frame=_placed(fitted, regular, ragged, odd), lines=lines, ragged=ragged)


def _placed(fitted: pa.Table, regular: pa.Table, ragged: Collection[int], odd: Collection[int]) -> pa.Table:
    """The ragged rows, as `fitted`, among the regular ones, in which those that are empty lines stand too. Slices are
    copied in a third of the time that rows are taken one by one."""
    if len(ragged) > _MANY:
        import numpy as np

        rows = np.cumsum([index not in odd for index in range(regular.num_rows + len(odd))]) - 1
        rows[[*ragged]] = regular.num_rows + np.arange(len(ragged))
        return pa.concat_tables([regular, fitted]).take(pa.array(rows)).combine_chunks()
    parts, begin, missing = list[pa.Table](), 0, 0
    for number, index in enumerate(ragged):
        end = index - missing
        parts += [regular.slice(begin, end - begin), fitted.slice(number, 1)]
        missing += index in odd
        begin = end if index in odd else end + 1
    return pa.concat_tables([*parts, regular.slice(begin)]).combine_chunks()


def some_rows(content: bytes, piece: Piece, head: Table, dialect: Dialect, wanted: Sequence[int]) -> Table:
    """The rows of a plain piece that are wanted, by their numbers; the others are not read."""
    ends, lines = _by_line_ends(content, piece.line, dialect.quote_char)
    chosen = b"".join(content[ends[row - 1] + 1 if row else 0 : ends[row] + 1] for row in wanted)
    records = [*strict_reader(io.StringIO(chosen.decode("utf-8"), newline=""), dialect)]
    return _of_records(records, [int(lines[row]) for row in wanted], head)


def _by_line_ends(content: bytes, line: int, quote: str) -> tuple[Array, Array]:
    """Of each row of plain records, where its line end is, and the line in which it begins."""
    import numpy as np

    text = np.frombuffer(content if content.endswith(b"\n") else content + b"\n", np.uint8)
    ends, quotes = np.flatnonzero(text == ord("\n")), quotes_in(content, quote.encode(), len(content))
    last = np.flatnonzero(np.searchsorted(quotes, ends) % 2 == 0)  # not one inside a cell
    return ends[last], line + np.concatenate(([0], last[:-1] + 1))


def _empty_lines(content: bytes, ends: Array) -> list[int]:
    """The rows that are empty lines, which Arrow takes for rows of empty cells."""
    import numpy as np

    sizes = np.diff(ends, prepend=-1)
    empty = (sizes == 1) | ((sizes == 2) & (np.frombuffer(content, np.uint8)[ends - 1] == ord("\r")))
    return np.flatnonzero(empty).tolist()


def _plain_sizes(table: Table) -> list[Problem]:
    if all((pc.max(pc.binary_length(column)).as_py() or 0) <= MAX_CELL for column in table.frame.columns) and not any(
        len(cells) > MAX_COLUMNS or any(len(cell) > MAX_CELL for cell in cells)
        for cells in (table.ragged or {}).values()
    ):
        return []
    rows = [(table.ragged or {}).get(i, [*row.values()]) for i, row in enumerate(table.rows())]
    return [p for cells, line in zip(rows, table.lines, strict=True) for p in _sizes(cells, line, table)]
