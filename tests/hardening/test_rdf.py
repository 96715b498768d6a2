"""Whatever a cell holds, what is said of it in RDF is valid: three parsers read from it what was written."""

from __future__ import annotations

import subprocess
import unicodedata
from collections.abc import Sequence

import pyoxigraph as ox
import rdflib
from hypothesis import given
from hypothesis import strategies as st

from pipeline.emit.lines import triple_lines
from pipeline.emit.rdf import turtle
from pipeline.encodings import CONTROL
from pipeline.mapping import Column
from pipeline.table import Table, frame

BASE = "https://x.jp/"
COLUMNS = [
    Column("text", BASE + "id/{text}", BASE + "def/text", None, "string", None),
    Column("text", BASE + "id/{text}", BASE + "def/ja", None, "string", "ja"),
    Column("text", BASE + "id/{text}", BASE + "def/place", BASE + "at/{+text}", "string", None),
]
ODD = (
    "\0\x01\x08\t\n\x0b\x0c\r\x1b\x1f\x7f\x80\x85\x9f\xad\u200b\u200d\u2028\u2029"
    + "\u202e\u2066\ufdd0\ufeff\ufffd\ufffe\uffff"
)
MARKUP = "\"'\\<>{}|^`%#?/ @._-é\u0301が\ue000\uf8ff\U000f0000\U0001fffe\U0010ffff𠮷👨‍👩‍👧"
TEXTS = st.text(max_size=6).map(lambda text: text.encode(errors="replace").decode()) | st.text(ODD + MARKUP, max_size=6)
Said = set[tuple[str, str]]


def lines(texts: Sequence[str]) -> bytes:
    """N-Triples of a table with these cells."""
    return b"".join(triple_lines(Table("t", frame(("text",), [(text,) for text in texts])), COLUMNS))


def said(triples: bytes, form: ox.RdfFormat) -> Said:
    """The texts and their languages, by an independent parser, which refuses an address that is none."""
    objects = [triple.object for triple in ox.parse(triples, format=form)]
    return {(o.value, o.language or "") for o in objects if isinstance(o, ox.Literal)}


def said_by_rdflib(triples: bytes, form: str) -> Said:
    objects = rdflib.Graph().parse(data=triples.decode(), format=form).objects()
    return {(str(o), o.language or "") for o in objects if isinstance(o, rdflib.Literal)}


@given(st.lists(TEXTS, min_size=1, max_size=8))
def test_any_text_in_two_forms_by_two_parsers(texts: list[str]) -> None:
    wanted = {(text, lang) for text in texts for lang in ("", "ja")}
    nt = lines(texts)
    ttl = turtle(nt, {})
    assert said(nt, ox.RdfFormat.N_TRIPLES) == said(ttl, ox.RdfFormat.TURTLE) == wanted
    assert said_by_rdflib(nt, "nt") == said_by_rdflib(ttl, "turtle") == wanted


def test_each_character_that_a_cell_can_hold_by_a_third() -> None:
    """Raptor (C), which normalises nothing; of all planes every 97th character, and all of the odd ones."""
    characters = {*ODD, *MARKUP, *map(chr, range(0x20, 0x110000, 97))}
    texts = sorted(f"a{c}b" for c in characters if not CONTROL.search(c) and unicodedata.category(c) != "Cs")
    nt = lines(texts)
    command = ["rapper", "--quiet", "--input", "ntriples", "--output", "ntriples", "-", BASE]
    done = subprocess.run(command, input=nt, capture_output=True, check=True)
    assert done.stderr == b""
    assert said(done.stdout, ox.RdfFormat.N_TRIPLES) == {(text, lang) for text in texts for lang in ("", "ja")}
