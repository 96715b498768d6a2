"""Rows and tables that do not agree with each other, and what a person declares of them."""

from __future__ import annotations

from pipeline.package import DESCRIPTOR
from tests.hardening.bad.case import Bad, Spoil, all_of, put, raw, records
from tests.hardening.bad.project import RAW, RAW_SCHEMA, SCHEMA, words

CORRECTIONS = "corrections.csv"
_COLUMNS = "resource,key,field,expected,value,reason_ja,reason_en,confirmed_by,date\n"


def correction(row: str, code: str = "E-CORRECTION", field: str | None = None, name: str = "") -> Bad:
    """One line of declared corrections."""
    return Bad(f"correction {name or row[:60]}", raw(_COLUMNS + row + "\n", CORRECTIONS), code, CORRECTIONS, 2, field)


def identity(**said: object) -> Spoil:
    """Something that must be true of the small table."""
    return put(DESCRIPTOR, "pipeline.identities", [{"name": "i", "table": "t", "titles": words("i")} | said])


def with_key(*fields: str) -> Spoil:
    return put(RAW_SCHEMA, "primaryKey", [*fields])


def other(**said: object) -> Spoil:
    """A foreign key of the raw table."""
    return put(RAW_SCHEMA, "foreignKeys", [said])


CASES: list[Bad] = [
    Bad("the same key twice", raw(records({}, {})), "E-PRIMARY-KEY", RAW, 3, "code"),
    Bad("the same key in the last row", raw(records({}, {"code": "a2"}, {})), "E-PRIMARY-KEY", RAW, 4, "code"),
    Bad("a key without a value", raw(records({"code": ""})), "E-PRIMARY-KEY-EMPTY", RAW, 2, "code"),
    Bad(
        "a key of two fields twice",
        all_of(with_key("kind", "year"), raw(records({}, {"code": "a2"}))),
        "E-PRIMARY-KEY",
        RAW,
        3,
    ),
    Bad(
        "numbers that are equal",
        all_of(with_key("share"), raw(records({"share": "1.0"}, {"code": "a2", "share": "1.00"}))),
        "E-PRIMARY-KEY",
        RAW,
        3,
        "share",
    ),
    Bad(
        "plus and no plus",
        all_of(with_key("whole"), raw(records({"whole": "7"}, {"code": "a2", "whole": "+7"}))),
        "E-PRIMARY-KEY",
        RAW,
        3,
        "whole",
    ),
    Bad(
        "zeros before",
        all_of(with_key("whole"), raw(records({"whole": "7"}, {"code": "a2", "whole": "007"}))),
        "E-PRIMARY-KEY",
        RAW,
        3,
        "whole",
    ),
    Bad(
        "minus zero",
        all_of(with_key("whole"), raw(records({"whole": "0"}, {"code": "a2", "whole": "-0"}))),
        "E-PRIMARY-KEY",
        RAW,
        3,
        "whole",
    ),
    Bad(
        "true twice",
        all_of(with_key("yes"), raw(records({"yes": "true"}, {"code": "a2", "yes": "1"}))),
        "E-PRIMARY-KEY",
        RAW,
        3,
        "yes",
    ),
    Bad(
        "a unique value twice",
        all_of(put(RAW_SCHEMA, "fields.note.constraints", {"unique": True}), raw(records({}, {"code": "a2"}))),
        "E-UNIQUE",
        RAW,
        3,
        "note",
    ),
    Bad(
        "unique numbers that are equal",
        all_of(
            put(RAW_SCHEMA, "fields.share.constraints", {"unique": True}),
            raw(records({"share": "1e1"}, {"code": "a2", "share": "10"})),
        ),
        "E-UNIQUE",
        RAW,
        3,
        "share",
    ),
    Bad(
        "a unique key twice",
        all_of(put(RAW_SCHEMA, "uniqueKeys", [["kind", "note"]]), raw(records({}, {"code": "a2"}))),
        "E-UNIQUE-KEY",
        RAW,
        3,
    ),
    Bad("a reference to nothing", raw(records({"unit": "nothing"})), "E-FOREIGN-KEY", RAW, 2, "unit"),
    Bad("a reference in other letters", raw(records({"unit": "Case"})), "E-FOREIGN-KEY", RAW, 2, "unit"),
    Bad("a reference with a space", raw(records({"unit": "case "})), "E-FOREIGN-KEY", RAW, 2, "unit"),
    Bad("a reference in combining letters", raw(records({"unit": "cas\u0065\u0301"})), "E-FOREIGN-KEY", RAW, 2, "unit"),
    Bad("a reference with a zero-width joiner", raw(records({"unit": "case\u200d"})), "E-FOREIGN-KEY", RAW, 2, "unit"),
    Bad(
        "a reference to itself that fails",
        all_of(other(fields=["note"], reference={"resource": "", "fields": ["code"]})),
        "E-FOREIGN-KEY",
        RAW,
        2,
        "note",
    ),
    Bad(
        "a reference to a table without rows",
        raw("unit,printed_forms,label_ja,label_en,counted,qudt\n", "raw/units.csv"),
        "E-FOREIGN-KEY",
        RAW,
        2,
        "unit",
    ),
    Bad("a key of no field", with_key("nothing"), "E-DESCRIPTOR", RAW_SCHEMA, None, "keys"),
    Bad("a published key of no field", put(SCHEMA, "primaryKey", ["nothing"]), "E-DESCRIPTOR", SCHEMA, None, "keys"),
    Bad("published rows with one key", put(SCHEMA, "primaryKey", ["kind"]), "E-PRIMARY-KEY", RAW, 3, "kind"),
    # identities
    Bad("a wrong count", identity(kind="count", expected=4), "E-IDENTITY"),
    Bad("a negative count", identity(kind="count", expected=-1), "E-IDENTITY"),
    Bad("a count beyond all numbers", identity(kind="count", expected=10**30), "E-IDENTITY"),
    Bad("no member", identity(kind="member", field="unit", of="nothing"), "E-DESCRIPTOR", DESCRIPTOR),
    Bad("not the same", all_of(identity(kind="same", field="code", by=["kind"])), "E-SAME"),
    Bad("not contained", identity(kind="contains", field="code", of="note"), "E-IDENTITY"),
    Bad("a total of texts", identity(kind="total", field="note", whole={"code": "a1"}), "E-DESCRIPTOR", DESCRIPTOR),
    Bad("parts that are more than the whole", identity(kind="total", field="whole", whole={"code": "a1"}), "E-TOTAL"),
    Bad("an identity of no table", identity(kind="count", table="nothing", expected=1), "E-DESCRIPTOR", DESCRIPTOR),
    # corrections
    correction("t,a1,note,覚書,x,理由,reason,me,"),
    correction("t,a1,note,覚書,x,理由,reason,me,2024/01/01", field="date"),
    correction("t,a1,note,覚書,x,理由,reason,me,１２３４-01-01", field="date"),
    correction("nothing,a1,note,覚書,x,理由,reason,me,2024-01-01", field="resource"),
    correction("t,a1,nothing,覚書,x,理由,reason,me,2024-01-01", field="field"),
    correction("t,a9,note,覚書,x,理由,reason,me,2024-01-01", field="key"),
    correction("t,../a1,note,覚書,x,理由,reason,me,2024-01-01", field="key"),
    correction("t,a1,note,別の値,x,理由,reason,me,2024-01-01", "E-CORRECTION-EXPECTED", "expected"),
    correction(",,,,,,,,"),
    Bad("corrections without a header", raw("t,a1\n", CORRECTIONS), "E-CORRECTION", CORRECTIONS, 1),
    Bad(
        "corrections in CP932",
        raw((_COLUMNS + "t,a1,note,覚書,x,理由,r,me,2024-01-01\n").encode("cp932"), CORRECTIONS),
        "E-BYTE",
        CORRECTIONS,
        2,
    ),
    Bad("corrections that are empty", raw(b"", CORRECTIONS), "E-EMPTY", CORRECTIONS, 1),
    Bad("corrections that are cut", raw(_COLUMNS + 't,a1,"note', CORRECTIONS), "E-CSV", CORRECTIONS, 2),
    Bad("corrections with a row too short", raw(_COLUMNS + "t,a1\n", CORRECTIONS), "E-CORRECTION", CORRECTIONS, 2),
    Bad(
        "corrections with a row too long",
        raw(_COLUMNS + "t,a1,note,覚書,x,理由,r,me,2024-01-01,more\n", CORRECTIONS),
        "E-CORRECTION",
        CORRECTIONS,
        2,
    ),
]
