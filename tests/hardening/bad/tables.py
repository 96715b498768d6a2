"""Texts that are not in the form of the table that is declared."""

from __future__ import annotations

from pipeline.package import DESCRIPTOR
from tests.hardening.bad.case import Bad, all_of, put, raw, records
from tests.hardening.bad.project import COLUMNS, GOOD, RAW, ROW

HEADER, *ROWS = GOOD.splitlines()


def header(*labels: str) -> str:
    """The good rows under another header."""
    return "\n".join([",".join(labels), *ROWS, ""])


def second(line: str) -> str:
    """Another second row."""
    return "\n".join([HEADER, ROWS[0], line, ROWS[2], ""])


def dialect(**said: object):  # type: ignore[no-untyped-def]
    return put(DESCRIPTOR, "resources.t.origin.raw.dialect", said)


CASES: list[Bad] = [
    # header
    Bad("no column at all", raw(header("")), "E-EMPTY", RAW, 1),
    Bad("header of commas", raw(header(*[""] * 16)), "E-EMPTY", RAW, 1),
    Bad("no header", raw("\n".join([*ROWS, ""])), "E-LABEL-WRONG", RAW, 1, "code"),
    Bad("a column without a label", raw(header("code", "", *COLUMNS[2:])), "E-LABEL-BLANK", RAW, 1, "kind"),
    Bad("a label of spaces", raw(header("code", "　 ", *COLUMNS[2:])), "E-LABEL-BLANK", RAW, 1, "kind"),
    Bad("a label twice", raw(header("code", "code", *COLUMNS[2:])), "E-LABEL-DOUBLE", RAW, 1, "kind"),
    Bad("labels in another order", raw(header("kind", "code", *COLUMNS[2:])), "E-LABEL-WRONG", RAW, 1, "code"),
    Bad("a label in capitals", raw(header("Code", *COLUMNS[1:])), "E-LABEL-WRONG", RAW, 1, "code"),
    Bad("a label with a space", raw(header("code ", *COLUMNS[1:])), "E-LABEL-WRONG", RAW, 1, "code"),
    Bad("a label in full width", raw(header("ｃｏｄｅ", *COLUMNS[1:])), "E-LABEL-WRONG", RAW, 1, "code"),
    Bad("a label in other letters", raw(header("сode", *COLUMNS[1:])), "E-LABEL-WRONG", RAW, 1, "code"),
    Bad("a label with a zero-width space", raw(header("co\u200bde", *COLUMNS[1:])), "E-LABEL-WRONG", RAW, 1, "code"),
    Bad("a label that is a formula", raw(header("=1+1", *COLUMNS[1:])), "E-LABEL-WRONG", RAW, 1, "code"),
    Bad("a column too many", raw(header(*COLUMNS, "more")), "E-LABEL-EXTRA", RAW, 1),
    Bad("a column too few", raw(header(*COLUMNS[:-1])), "E-LABEL-MISSING", RAW, 1, "period"),
    Bad("a title above the header", raw("表\n" + GOOD), "E-LABEL-WRONG", RAW, 1, "code"),
    Bad("an empty line above the header", raw("\n" + GOOD), "E-EMPTY", RAW, 1),
    Bad("a header that never ends", raw('"' + GOOD), "E-CSV", RAW, 1),
    Bad("2,001 columns", raw(",".join(f"c{n}" for n in range(2_001)) + "\n"), "E-COLUMNS", RAW, 1),
    Bad("100,000 columns", raw(",".join(f"c{n}" for n in range(100_000)) + "\n"), "E-COLUMNS", RAW, 1),
    Bad("100,000 commas", raw("," * 100_000 + "\n"), "E-EMPTY", RAW, 1),
    # rows
    Bad("an empty row", raw(second("")), "E-ROW-BLANK", RAW, 3),
    Bad("a row of commas", raw(second("," * 15)), "E-ROW-BLANK", RAW, 3),
    Bad("a row of spaces", raw(second(" ")), "E-CELL-MISSING", RAW, 3, "kind"),
    Bad("empty rows at the end", raw(GOOD + "\n\n\n"), "E-ROW-BLANK", RAW, 5),
    Bad("a cell too few", raw(second(ROWS[1].rpartition(",")[0])), "E-CELL-MISSING", RAW, 3, "period"),
    Bad("a cell too many", raw(second(ROWS[1] + ",more")), "E-CELL-EXTRA", RAW, 3),
    Bad("a comma too many", raw(second(ROWS[1] + ",")), "E-CELL-EXTRA", RAW, 3),
    Bad("a comma in a number", raw(second(ROWS[1].replace("12", "1,200", 1))), "E-CELL-EXTRA", RAW, 3),
    Bad("100,000 cells", raw(second(",".join(["x"] * 100_000))), "E-COLUMNS", RAW, 3),
    Bad("100,000 quoted cells", raw(second(",".join(['"x"y'] + ["x"] * 100_000))), "E-CSV", RAW, 3),
    Bad("a note below the table", raw(GOOD + "注：速報値\n"), "E-CELL-MISSING", RAW, 5, "kind"),
    Bad("header a second time", raw(second(HEADER)), "E-PATTERN-CELL", RAW, 3, "code"),
    # quotes
    Bad("a quote that never closes", raw(second('"' + ROWS[1])), "E-CSV", RAW, 3),
    Bad("text after a quote", raw(second(ROWS[1].replace("big", '"big"x'))), "E-CSV", RAW, 3),
    Bad("backslashes as escapes", raw(second(ROWS[1].replace("覚書", '"a\\"b"'))), "E-CSV", RAW, 3),
    Bad("a quote at the end of the file", raw(GOOD + '"'), "E-CSV", RAW, 5),
    Bad("a quote in its cell is a text", raw(second(ROWS[1].replace("big", 'b"g'))), "E-ENUM", RAW, 3, "kind"),
    Bad("single quotes", raw(second(ROWS[1].replace("big", "'big'"))), "E-ENUM", RAW, 3, "kind"),
    Bad("full-width quotes", raw(second(ROWS[1].replace("big", "“big”"))), "E-ENUM", RAW, 3, "kind"),
    Bad("a million quotes", raw(GOOD + '"' * 1_000_001), "E-CSV", RAW, 5),
    # delimiters and line ends
    Bad("tabs", raw(GOOD.replace(",", "\t")), "E-LABEL-WRONG", RAW, 1),
    Bad("semicolons", raw(GOOD.replace(",", ";")), "E-LABEL-WRONG", RAW, 1),
    Bad("full-width commas", raw(GOOD.replace(",", "，")), "E-LABEL-WRONG", RAW, 1),
    Bad("sep=", raw("sep=,\n" + GOOD), "E-LABEL-WRONG", RAW, 1),
    Bad("one line without end", raw("code," + "x" * 5_000_000), "E-LABEL-WRONG", RAW, 1),
    Bad("a CR amid a cell", raw(second(ROWS[1].replace("big", "b\rg"))), "E-CELL-MISSING", RAW, 3),
    Bad("U+2028 is no line end", raw(second(ROWS[1].replace("big", "b\u2028g"))), "E-ENUM", RAW, 3, "kind"),
    Bad("a line end in a cell", raw(records({"kind": "b\ng"})), "E-ENUM", RAW, 2, "kind"),
    # dialects
    Bad("quotes and commas are alike", dialect(delimiter='"'), "E-LABEL-WRONG", RAW, 1),
    Bad("a delimiter of two characters", dialect(delimiter=",,"), "E-DESCRIPTOR", DESCRIPTOR),
    Bad("no delimiter", dialect(delimiter=""), "E-DESCRIPTOR", DESCRIPTOR),
    Bad("a line end as delimiter", dialect(delimiter="\n"), "E-DESCRIPTOR", DESCRIPTOR),
    Bad("NUL as delimiter", dialect(delimiter="\0"), "E-DESCRIPTOR-JSON", DESCRIPTOR),
    Bad("a space as delimiter", dialect(delimiter=" "), "E-LABEL-WRONG", RAW, 1),
    Bad("a kanji as delimiter", dialect(delimiter="覚"), "E-LABEL-WRONG", RAW, 1),
    Bad("a header below the table", dialect(headerRows=[10**6]), "E-EMPTY", RAW),
    Bad("a header in row 0", dialect(headerRows=[0]), "E-DESCRIPTOR", DESCRIPTOR),
    Bad("a header of a million rows", dialect(headerRows=list(range(1, 1_000_001))), "E-FILE-SIZE", DESCRIPTOR),
    Bad("a range to the right", dialect(range="A1:ZZZ4"), "E-COLUMNS", RAW),
    Bad("a range down", dialect(range="A1:P1048576"), "E-ROW-BLANK", RAW, 5),
    Bad("a range further down than any sheet", dialect(range="A1:P99999999999999999999"), "E-DESCRIPTOR", DESCRIPTOR),
    Bad(
        "unpivot of nothing",
        all_of(put(DESCRIPTOR, "resources.t.origin.raw.unpivot", {"keep": ["x"], "name": "n", "value": "v"})),
        "E-UNPIVOT",
        RAW,
        1,
    ),
    Bad(
        "unpivot of all",
        put(DESCRIPTOR, "resources.t.origin.raw.unpivot", {"keep": COLUMNS, "name": "n", "value": "v"}),
        "E-LABEL-EXTRA",
        RAW,
    ),
]
assert ROW
