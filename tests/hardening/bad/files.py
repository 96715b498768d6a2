"""Files that are no tables, lead elsewhere, or are more than they seem."""

from __future__ import annotations

import gzip
import io
import os
import socket
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
from openpyxl import Workbook

from pipeline.package import DESCRIPTOR
from tests.hardening.bad.case import Bad, Spoil, all_of, later, put, raw
from tests.hardening.bad.project import COLUMNS, GOOD, RAW, ROW, SCHEMA

BOOK, PARQUET, FOLDER = "raw/t.xlsx", "raw/t.parquet", "raw/t/"


def at(path: str) -> Spoil:
    """The raw table is elsewhere."""
    return put(DESCRIPTOR, "resources.t.origin.raw.path", path)


def book(content: bytes) -> Spoil:
    """The raw table is a workbook with these bytes."""
    return all_of(at(BOOK), raw(content, BOOK))


def parquet(content: bytes) -> Spoil:
    return all_of(at(PARQUET), raw(content, PARQUET))


def instead(make: Callable[[Path], object], path: str = RAW) -> Spoil:
    """Something that is no file in the place of one."""

    def spoil(project: Path) -> None:
        (project / path).unlink(missing_ok=True)
        make(project / path)

    return spoil


def _listen(place: Path) -> None:
    with socket.socket(socket.AF_UNIX) as listening:
        before = Path.cwd()
        os.chdir(place.parent)  # the address of a socket is at most a hundred bytes long
        listening.bind(place.name)
        os.chdir(before)


def workbook(spoil: Callable[[Workbook], object] = lambda book: None) -> bytes:
    """The good table as Excel would save it, spoilt."""
    made = Workbook()
    made.active.append(COLUMNS)
    for code in ("a1", "a2"):
        made.active.append([*(ROW | {"code": code}).values()])
    spoil(made)
    written = io.BytesIO()
    made.save(written)
    return written.getvalue()


def _entry(name: str) -> zipfile.ZipInfo:
    """Of a day that is always the same, so that the bytes are."""
    entry = zipfile.ZipInfo(name)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def rezipped(content: bytes, change: Callable[[str, bytes], bytes | None], **more: bytes) -> bytes:
    """A zip archive whose parts are changed, or left out."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if (part := change(name, old.read(name))) is not None:
                new.writestr(_entry(name), part)
        for name, part in more.items():
            new.writestr(_entry(name), part)
    return written.getvalue()


def in_sheet(old: bytes, new: bytes) -> bytes:
    """The good workbook with other XML in its sheet."""
    return rezipped(
        workbook(), lambda name, part: part.replace(old, new, 1) if name == "xl/worksheets/sheet1.xml" else part
    )


def bomb(megabytes: int) -> bytes:
    """A workbook whose sheet expands to so many megabytes of nothing."""
    return in_sheet(b"<sheetData>", b"<sheetData>" + b" " * (megabytes << 20))


def encrypted() -> bytes:
    content = bytearray(workbook())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = -1
        while (at := content.find(mark, at + 1)) >= 0:
            content[at + offset] |= 1
    return bytes(content)


def lied() -> bytes:
    """A workbook whose directory says that its parts are small."""
    content = bytearray(bomb(2))
    at = -1
    while (at := content.find(b"PK\x01\x02", at + 1)) >= 0:
        content[at + 24 : at + 28] = (100).to_bytes(4, "little")
    return bytes(content)


LAUGHS = (
    b'<!DOCTYPE x [<!ENTITY a0 "ha">'
    + b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 10))
    + b"]>"
)
_ENTITY = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'


def with_doctype(doctype: bytes, entity: bytes) -> bytes:
    """A workbook whose sheet defines an entity, and uses it in the first cell."""

    def change(name: str, part: bytes) -> bytes:
        return doctype + part.replace(b"<t>code</t>", b"<t>" + entity + b"</t>") if "sheet1" in name else part

    return rezipped(workbook(), change)


def _linked(made: Workbook) -> None:
    made.active["B2"] = "='[http://127.0.0.1:9/x.xlsx]Sheet1'!A1"


def _error(made: Workbook) -> None:
    made.active["C2"] = "#DIV/0!"


def _merged(made: Workbook) -> None:
    made.active.merge_cells("A2:C2")


def _two(made: Workbook) -> None:
    made.create_sheet("other")


def parquet_of(columns: Mapping[str, Any]) -> bytes:
    import pyarrow.parquet

    written = io.BytesIO()
    pyarrow.parquet.write_table(pa.table(columns), written)
    return written.getvalue()


GOOD_PARQUET = parquet_of({name: [text] for name, text in ROW.items()})
LONG = "raw/" + "a" * 300 + ".csv"


def same(rows: int, text: str) -> Spoil:
    """A Parquet file that says once that this text stands in every cell."""

    def spoil(project: Path) -> None:
        import pyarrow.parquet

        written = io.BytesIO()
        column = pa.DictionaryArray.from_arrays(pa.repeat(pa.scalar(0, pa.int32()), rows), pa.array([text]))
        frame = pa.table(dict.fromkeys(ROW, column))
        pyarrow.parquet.write_table(frame, written, row_group_size=rows, compression="zstd", store_schema=False)
        parquet(written.getvalue())(project)

    return spoil


def _raw_elsewhere(project: Path) -> None:
    (project / "raw").rename(project / "kept")
    (project / "raw").symlink_to("../outside")


CASES: list[Bad] = [
    # what is not there, or no file
    Bad("no file", instead(lambda place: None), "E-FILE", RAW),
    Bad("a folder", instead(lambda place: place.mkdir()), "E-FILE", RAW),
    Bad("a FIFO", instead(os.mkfifo), "E-FILE", RAW),
    Bad("a socket", instead(_listen), "E-FILE", RAW),
    Bad("a dangling link", instead(lambda place: place.symlink_to("nowhere.csv")), "E-FILE", RAW),
    Bad("a link to itself", instead(lambda place: place.symlink_to(place.name)), "E-PATH", RAW),
    Bad("a link to /etc", instead(lambda place: place.symlink_to("/etc/passwd")), "E-PATH", RAW),
    Bad("a link to a device", instead(lambda place: place.symlink_to("/dev/zero")), "E-PATH", RAW),
    Bad("a link to a canary", instead(lambda place: place.symlink_to("../../canary.csv")), "E-PATH", RAW),
    Bad("a link to the output", instead(lambda place: place.symlink_to("../output")), "E-FILE", RAW),
    Bad(
        "raw/ is a link out of the project",
        _raw_elsewhere,
        "E-PATH",
        RAW,
    ),
    Bad("descriptor is a folder", instead(lambda place: place.mkdir(), DESCRIPTOR), "E-FILE", DESCRIPTOR),
    Bad("descriptor is a FIFO", instead(os.mkfifo, DESCRIPTOR), "E-FILE", DESCRIPTOR),
    Bad("descriptor leads out", instead(lambda p: p.symlink_to("/etc/passwd"), DESCRIPTOR), "E-PATH", DESCRIPTOR),
    Bad("no descriptor", instead(lambda place: None, DESCRIPTOR), "E-PROJECT"),
    Bad("schema is a FIFO", instead(os.mkfifo, SCHEMA), "E-FILE", SCHEMA),
    Bad("schema leads out", instead(lambda place: place.symlink_to("/dev/zero"), SCHEMA), "E-PATH", SCHEMA),
    Bad("corrections are a folder", lambda project: (project / "corrections.csv").mkdir(), "E-FILE", "corrections.csv"),
    Bad("corrections are a FIFO", lambda p: os.mkfifo(p / "corrections.csv"), "E-FILE", "corrections.csv"),
    Bad("fetched.csv is a FIFO", lambda project: os.mkfifo(project / "fetched.csv"), "E-FILE", "fetched.csv"),
    Bad("corrections lead out", lambda p: (p / "corrections.csv").symlink_to("../canary.csv"), "E-PATH"),
    # paths
    Bad("..", at("raw/../../canary.csv"), "E-PATH"),
    Bad("absolute", at("/etc/passwd"), "E-PATH"),
    Bad("home", at("~/canary.csv"), "E-PATH"),
    Bad("file:", at("file:///etc/passwd"), "E-DESCRIPTOR"),
    Bad("raw/file:", at("raw/file:///etc/passwd"), "E-PATH"),
    Bad("https:", at("https://127.0.0.1:9/t.csv"), "E-DESCRIPTOR"),
    Bad("backslashes", at("raw\\t.csv"), "E-DESCRIPTOR"),
    Bad("backslashes in raw/", at("raw/..\\..\\canary.csv"), "E-PATH"),
    Bad("percent", at("raw/%2e%2e/%2e%2e/canary.csv"), "E-PATH"),
    Bad("NUL in the path", at("raw/t.csv\0.txt"), "E-DESCRIPTOR-JSON"),
    Bad("a path that is too long", at(LONG), "E-FILE"),
    Bad("empty path", at(""), "E-DESCRIPTOR"),
    Bad("the folder itself", at("raw/."), "E-FILE"),
    Bad("a path through a file", at("raw/t.csv/t.csv"), "E-FILE"),
    Bad("a file of the machine", at("raw/../../../../../../../../proc/self/environ"), "E-PATH"),
    Bad("another place in the project", at("output/data/units.csv"), "E-DESCRIPTOR"),
    Bad("other letters", at("raw/T.csv"), "E-FILE"),
    # folders
    Bad("a folder that is empty", all_of(at(FOLDER), lambda p: (p / FOLDER).mkdir()), "E-FOLDER", FOLDER),
    Bad("no folder", at(FOLDER), "E-FILE", FOLDER),
    Bad("a folder that leads out", all_of(at(FOLDER), lambda p: (p / "raw/t").symlink_to("../../outside")), "E-PATH"),
    Bad(
        "a link in a folder",
        all_of(at(FOLDER), raw(GOOD, FOLDER + "a.csv"), lambda p: (p / FOLDER / "b.csv").symlink_to("/etc/passwd")),
        "E-PATH",
        FOLDER + "b.csv",
    ),
    Bad(
        "a FIFO in a folder",
        all_of(at(FOLDER), raw(GOOD, FOLDER + "a.csv"), lambda p: os.mkfifo(p / FOLDER / "b.csv")),
        "E-FILE",
        FOLDER + "b.csv",
    ),
    Bad("a folder in a folder", all_of(at(FOLDER), raw(GOOD, FOLDER + "a/a.csv")), "E-FILE", FOLDER + "a"),
    Bad(
        "another header in a folder",
        all_of(at(FOLDER), raw(GOOD, FOLDER + "a.csv"), raw("x\n1\n", FOLDER + "b.csv")),
        "E-FOLDER-HEADER",
        FOLDER + "b.csv",
        1,
    ),
    Bad(
        "a workbook in a folder",
        all_of(at(FOLDER), raw(workbook(), FOLDER + "a.xlsx")),
        "E-FOLDER-FORM",
        FOLDER + "a.xlsx",
    ),
    # bytes that are no CSV
    Bad("empty", raw(b""), "E-EMPTY", RAW, 1),
    Bad("a BOM alone", raw(b"\xef\xbb\xbf"), "E-EMPTY", RAW, 1),
    Bad("a line end alone", raw(b"\n"), "E-EMPTY", RAW, 1),
    Bad("NUL bytes", raw(bytes(100_000)), "E-CONTROL", RAW, 1),
    Bad("a NUL byte in a cell", raw(GOOD.replace("big", "b\0g", 1)), "E-CONTROL", RAW, 2, "kind"),
    Bad("gzip", raw(gzip.compress(GOOD.encode(), mtime=0)), "E-BYTE", RAW, 1),
    Bad("half of a gzip", raw(gzip.compress(GOOD.encode(), mtime=0)[:60]), "E-BYTE", RAW, 1),
    Bad("a workbook called CSV", raw(rezipped(workbook(), lambda name, part: part)), "E-BYTE", RAW, 1),
    Bad("PNG", raw(b"\x89PNG\r\n\x1a\n" + bytes(range(256))), "E-BYTE", RAW, 1),
    Bad("HTML", raw(b"<!DOCTYPE html><title>404</title>\n"), "E-LABEL-WRONG", RAW, 1),
    Bad("ELF", raw(Path("/bin/true").read_bytes()), "E-BYTE", RAW, 1),
    Bad("JSON", raw(b'[{"code": "a1"}]\n'), "E-LABEL-WRONG", RAW, 1),
    # workbooks
    Bad("a workbook that is none", book(b"code,kind\na1,big\n"), "E-EXCEL", BOOK),
    Bad("an empty workbook", book(b""), "E-EXCEL", BOOK),
    Bad("an old workbook", book(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)), "E-EXCEL", BOOK),
    Bad("half a workbook", book(workbook()[: len(workbook()) // 2]), "E-EXCEL", BOOK),
    Bad("an empty archive", book(b"PK\x05\x06" + bytes(18)), "E-EXCEL", BOOK),
    Bad(
        "an archive of something else",
        book(rezipped(workbook(), lambda name, part: None, **{"a.txt": b"a"})),
        "E-EXCEL",
        BOOK,
    ),
    Bad(
        "a workbook without its sheet",
        book(rezipped(workbook(), lambda n, part: None if "sheet1" in n else part)),
        "E-SHEET",
        BOOK,
    ),
    Bad("XML that ends too soon", book(in_sheet(b"</sheetData>", b"")), "E-EXCEL", BOOK),
    Bad("a password", book(encrypted()), "E-EXCEL", BOOK),
    Bad("a zip bomb", later(lambda: book(bomb(60))), "E-EXCEL-LIMIT", BOOK),
    Bad("a zip bomb that says it is small", later(lambda: book(lied())), "E-EXCEL", BOOK),
    Bad("a thousand laughs", book(with_doctype(LAUGHS, b"&a9;")), "E-EXCEL", BOOK),
    Bad("an external entity", book(with_doctype(_ENTITY, b"&e;")), "E-EXCEL", BOOK),
    Bad(
        "too many parts",
        later(lambda: book(rezipped(workbook(), lambda n, p: p, **{f"x{n}": b"" for n in range(2_001)}))),
        "E-EXCEL-LIMIT",
        BOOK,
    ),
    Bad(
        "parts that lead out",
        book(rezipped(workbook(), lambda n, p: None if n[3:] == "workbook.xml" else p, **{"../../canary.csv": b"x"})),
        "E-EXCEL",
        BOOK,
    ),
    Bad("a link to another workbook", book(workbook(_linked)), "E-EXCEL-CELL", BOOK, 2),
    Bad("an error value", book(workbook(_error)), "E-EXCEL-CELL", BOOK, 2),
    Bad("merged columns", book(workbook(_merged)), "E-MERGED", BOOK, 2),
    Bad("two sheets", book(workbook(_two)), "E-SHEET", BOOK),
    Bad(
        "another sheet",
        all_of(book(workbook()), put(DESCRIPTOR, "resources.t.origin.raw.dialect", {"sheetName": "第1表"})),
        "E-SHEET",
        BOOK,
    ),
    Bad(
        "all cells merged",
        book(in_sheet(b"</sheetData>", b'</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>')),
        "E-EXCEL-LIMIT",
        BOOK,
    ),
    Bad(
        "two thousand million hidden columns",
        all_of(
            book(in_sheet(b"<sheetData>", b'<cols><col min="1" max="2000000000" hidden="1"/></cols><sheetData>')),
            put(DESCRIPTOR, "resources.t.origin.raw.dialect", {"range": "A1:B9"}),  # an error, to end with
        ),
        "W-HIDDEN",
        BOOK,
    ),
    Bad("a cell in row 2^31", book(in_sheet(b'r="2"', b'r="2147483648"')), "E-EXCEL-LIMIT", BOOK),
    Bad("a row that is no number", book(in_sheet(b'<row r="2"', b'<row r="x"')), "E-EXCEL", BOOK),
    Bad(
        "an empty range",
        all_of(book(workbook()), put(DESCRIPTOR, "resources.t.origin.raw.dialect", {"range": "ZZ9:ZZZ"})),
        "E-COLUMNS",
        BOOK,
    ),
    Bad(
        "a range of a million rows",
        all_of(book(workbook()), put(DESCRIPTOR, "resources.t.origin.raw.dialect", {"range": "A1:P1048576"})),
        "E-ROW-BLANK",
        BOOK,
    ),
    Bad(
        "a range without end",
        all_of(
            book(workbook()), put(DESCRIPTOR, "resources.t.origin.raw.dialect", {"range": "A1:P99999999999999999999"})
        ),
        "E-DESCRIPTOR",
    ),
    Bad(
        "a range that is backwards",
        all_of(book(workbook()), put(DESCRIPTOR, "resources.t.origin.raw.dialect", {"range": "P1:A9"})),
        "E-EMPTY",
        BOOK,
    ),
    Bad(
        "a header row of minus one",
        all_of(book(workbook()), put(DESCRIPTOR, "resources.t.origin.raw.dialect", {"headerRows": [-1]})),
        "E-DESCRIPTOR",
        DESCRIPTOR,
    ),
    # Parquet
    Bad("Parquet that is none", parquet(b"code,kind\n"), "E-PARQUET", PARQUET),
    Bad("empty Parquet", parquet(b""), "E-PARQUET", PARQUET),
    Bad("marks alone", parquet(b"PAR1PAR1"), "E-PARQUET", PARQUET),
    Bad("half of Parquet", parquet(GOOD_PARQUET[:400]), "E-PARQUET", PARQUET),
    Bad("a footer of 4 GB", parquet(GOOD_PARQUET[:-8] + b"\xff\xff\xff\xff" + b"PAR1"), "E-PARQUET", PARQUET),
    Bad("damaged pages", parquet(GOOD_PARQUET[:4] + b"\xff" * 200 + GOOD_PARQUET[204:]), "E-PARQUET", PARQUET),
    Bad("lists in cells", parquet(parquet_of({"code": [["a1"]], "kind": ["big"]})), "E-PARQUET", PARQUET, None, "code"),
    Bad("Parquet without columns", parquet(parquet_of({})), "E-LABEL-MISSING", PARQUET),
    Bad(
        "bytes that are no text",
        parquet(parquet_of({n: pa.array([t.encode() + b"\xff"]) for n, t in ROW.items()})),
        "E-BYTE",
        PARQUET,
    ),
    Bad("a text in 1,300,000 rows of Parquet", same(1_300_000, "a1"), "E-PARQUET", PARQUET),
    Bad("a million letters in 30,000 rows of Parquet", same(30_000, "x" * 1_000_000), "E-PARQUET", PARQUET, 1),
    Bad("30,000 letters in 30,000 rows of Parquet", same(30_000, "x" * 30_000), "E-PARQUET", PARQUET, 35),
    Bad("21 MB in a cell of Parquet", same(1, "x" * 21_000_000), "E-PARQUET", PARQUET),
    # too large
    Bad("a descriptor of 6 MB", lambda p: os.truncate(p / DESCRIPTOR, 6_000_000), "E-FILE-SIZE", DESCRIPTOR),
    Bad("a schema of 1 TB", lambda p: os.truncate(p / SCHEMA, 1 << 40), "E-FILE-SIZE", SCHEMA),
    Bad(
        "a workbook of 1 TB",
        all_of(at(BOOK), raw(b"", BOOK), lambda p: os.truncate(p / BOOK, 1 << 40)),
        "E-FILE-SIZE",
        BOOK,
    ),
    Bad(
        "a CSV of 1 TB in CP932",
        all_of(put(DESCRIPTOR, "resources.t.origin.raw.encoding", "cp932"), lambda p: os.truncate(p / RAW, 1 << 40)),
        "E-FILE-SIZE",
        RAW,
    ),
]
