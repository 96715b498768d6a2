"""The first inputs of each target: files of the project as they are, and a few that are made. With what a run has kept
in FOLDER/TARGET, smallest first, they are the corpora: `python -m tests.hardening.fuzz.seeds FOLDER`."""

from __future__ import annotations

import io
import sys
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from tests.conftest import ROOT
from tests.hardening.fuzz.corpus import kept
from tests.hardening.fuzz.targets import ENCODINGS, FEW, manifests, project_in, release_in_folder


def seeds(target: str, home: Path) -> Iterator[bytes]:
    """Those of a target; `home` is an empty folder."""
    yield from _MADE[target](home)


def _csv(home: Path) -> Iterator[bytes]:
    text = 'a,b,c\r\n1,"宮城 ""県""",\r\n"x\ny",,3\r\n'
    for choice in range(36):
        yield bytes([choice]) + text.encode(ENCODINGS[choice % 6] or "cp932")
        yield bytes([choice + 128]) + text.encode(ENCODINGS[choice % 6] or "utf-8")
    for path in sorted((ROOT / "raw").glob("*.csv")):
        yield b"\x00" + path.read_bytes()[:2_000]


def _workbook(home: Path) -> Iterator[bytes]:
    import xlsxwriter

    for choice in (0, 3, 4, 5, 128):
        stream = io.BytesIO()
        with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
            sheet = book.add_worksheet("data")
            sheet.write_row(0, 0, ["a", "b", "c"])
            sheet.write_row(1, 0, [1, 0.5, "県"], book.add_format({"num_format": "000000"}))
            sheet.write_formula(2, 0, "=A2*2", None, 2)
            sheet.write_datetime(2, 1, datetime(2024, 2, 29), book.add_format({"num_format": 14}))
            sheet.write_boolean(2, 2, True)
            sheet.merge_range(3, 0, 4, 0, "m")
            sheet.merge_range(3, 1, 3, 2, "wide")
            sheet.set_row(2, None, None, {"hidden": True})
            sheet.set_column(1, 1, None, None, {"hidden": True})
        yield bytes([choice]) + stream.getvalue()


def _notation(home: Path) -> Iterator[bytes]:
    for text in (
        "約5万2千件",
        "延べ12件",
        "62.4億円",
        "△3.5%",
        "7件→25件",
        "38件・76人",
        "R4:62万件",
        "令和元年度",
        "R6.2月",
        "R6.6.7時点",
    ):
        yield text.encode()
    for text in (
        "令和7年度末まで",
        "昭和64年1月7日",
        "H31.4.30",
        "2024/02/29",
        "－",
        "1,234,567人",
        "3千5百円",
        "平成31年度",
        "FY2023",
    ):
        yield text.encode()


def _files(folder: Path) -> Iterator[bytes]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.stat().st_size < 100_000:
            yield path.relative_to(folder).as_posix().encode() + b"\n" + path.read_bytes()


def _descriptor(home: Path) -> Iterator[bytes]:
    yield from (seed for seed in _files(project_in(home, FEW)) if not seed.startswith(b"raw/"))


def _of_project(home: Path) -> Iterator[bytes]:
    yield from _files(project_in(home))


def _manifests(home: Path) -> Iterator[bytes]:
    manifests(home)
    yield from _files(home)


def _of_release(home: Path) -> Iterator[bytes]:
    known = (
        "datapackage.json",
        "raw/datapackage.json",
        "rdf/catalogue.nt",
        "corrections.csv",
        "data/kpis.csv",
        "bag-info.txt",
    )
    yield from (seed for seed in _files(release_in_folder(home)) if seed.split(b"\n")[0].decode() in known)


def _signature(home: Path) -> Iterator[bytes]:
    yield (
        b"untrusted comment: signature from minisign secret key\n"
        b"RUQf6LRCGA9i559r3g7V1qNyJDApGip8MfqcadIgT9CuhV3EMhHoN1mGTkUidF/z7SrlQgXdy8ofjb7bNJJylDOocrCo8KLzZwo=\n"
        b"trusted comment: timestamp:1633700835\tfile:test\tprehashed\n"
        b"wLMDjy9FLAuxZ3q4NlEvkgtyhrr0gtTu6KC4KBJdITbbOeAi1zBIYo0v4iTgt8jJpIidRJnp94ABQkJAgAooBQ==\n"
    )


def _query(home: Path) -> Iterator[bytes]:
    for number, path in enumerate(sorted((ROOT / "queries").glob("*.rq"))):
        yield bytes([number]) + path.read_bytes()[:2_000]
    for number, text in enumerate(
        (
            "SELECT * { ?s ?p ?o }",
            "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }",
            "ASK { ?s ?p 'a'@ja }",
            "DESCRIBE <https://example.com/1>",
            "SELECT (COUNT(*) AS ?n) { SERVICE <https://example.com/> { ?s ?p ?o } }",
            'SELECT ?s { ?s ?p ?o FILTER(REGEX(?o, "^(a+)+$")) } ORDER BY ?s LIMIT 1',
        )
    ):
        yield bytes([number]) + text.encode()


_MADE = {
    "csv": _csv,
    "workbook": _workbook,
    "notation": _notation,
    "descriptor": _descriptor,
    "project": _of_project,
    "manifests": _manifests,
    "release": _of_release,
    "signature": _signature,
    "query": _query,
}


MOST = 30_000
"""Bytes of what a run has kept, for each target."""


def main() -> None:
    """Writes the corpora."""
    for target in _MADE:
        with tempfile.TemporaryDirectory() as home:
            made = [*seeds(target, Path(home))]
        reached = (path.read_bytes() for path in Path(sys.argv[1]).glob(f"{target}/*"))
        found = sorted(reached, key=lambda of: (len(of), of))
        size = 0
        for content in found:
            size += len(content)
            if size <= MOST:
                made.append(content)
        print(target, kept(target, made).stat().st_size)


if __name__ == "__main__":
    main()
