"""SPARQL 1.1 on the RDF of a finished release, in this process and without a network."""

from __future__ import annotations

import csv
import io
import threading
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox

from pipeline.errors import Stop
from pipeline.files import regular_file
from pipeline.problem import Problem, no_release
from pipeline.sparql import refused, unread


def within(seconds: int, work: Callable[[], str]) -> str:
    """What the work gives. Raises Stop: what it raises, and E-QUERY-TIME where it takes longer; it goes on then until
    the program ends, as nothing can end a query in its own process."""
    made: list[str | Exception] = []

    def run() -> None:
        try:
            made.append(work())
        except Exception as error:  # raised again by who waits
            made.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(seconds)
    if not made:
        raise Stop([Problem("E-QUERY-TIME", facts={"limit": str(seconds)})])
    if isinstance(made[0], Exception):
        raise made[0]
    return made[0]


def answer(folder: Path, query: str, form: str) -> str:
    """The answer of the query to all triples in `folder/rdf`, as a table, csv or json; a graph is Turtle.

    Raises Stop: as `opened` and `answered` do.
    """
    results = answered(opened(folder), query)
    try:
        if isinstance(results, ox.QueryTriples):
            return (results.serialize(format=ox.RdfFormat.TURTLE) or b"").decode()
        if form == "json" or isinstance(results, ox.QueryBoolean):
            return (results.serialize(format=ox.QueryResultsFormat.JSON) or b"").decode() + "\n"
        text = (results.serialize(format=ox.QueryResultsFormat.CSV) or b"").decode()
    except (ValueError, OSError, RuntimeError) as error:
        raise Stop([_wrong(error)]) from error
    return text.replace("\r\n", "\n") if form == "csv" else _table(text)


def graphs(folder: Path) -> list[Path]:
    """The files of a release that have all of its triples. Raises Stop: E-RELEASE where there are none, E-PATH where
    one is a link that leads outside, E-FILE where one cannot be read."""
    found = [regular_file(folder, f"rdf/{path.name}") for path in sorted((folder / "rdf").glob("*.nt"))]
    if problems := [file for file in found if isinstance(file, Problem)]:
        raise Stop(problems)
    files = [file for file in found if isinstance(file, Path)]
    if not files:
        raise Stop([no_release(folder, "rdf/*.nt")])
    return files


def opened(folder: Path, *, trusted: bool = False) -> ox.Store:
    """All triples of a release; of a `trusted` one, which we have made, addresses are not looked at again. Raises Stop
    as `graphs` does, and with E-RELEASE where a file is not RDF."""
    store = ox.Store()
    for path in graphs(folder):
        try:
            store.load(path=str(path), lenient=trusted)
        except (SyntaxError, ValueError, OSError) as error:
            raise Stop([no_release(folder, f"rdf/{path.name}: {error}")]) from error
    return store


def answered(store: ox.Store, query: str) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
    """What the query finds in the store. Raises Stop: E-QUERY where it is no query, and what `refused` says of it."""
    if problem := refused(query):
        raise Stop([problem])
    try:
        return store.query(query)
    except SyntaxError as error:
        raise Stop([unread(query, str(error).splitlines()[0])]) from error
    except (ValueError, OSError, RuntimeError) as error:
        raise Stop([_wrong(error)]) from error


def _wrong(error: Exception) -> Problem:
    return Problem("E-QUERY", facts={"reason": str(error).splitlines()[0]})


def _table(text: str) -> str:
    """Comma-separated solutions in columns, wide characters counted as wide."""
    from rich.cells import cell_len  # a build asks queries too, and does without

    rows = [row or [""] for row in csv.reader(io.StringIO(text, newline=""))]  # one variable without a value: no cell
    widths = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(c + " " * (w - cell_len(c)) for c, w in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join([lines[0], "  ".join("-" * width for width in widths), *lines[1:]]) + "\n"
