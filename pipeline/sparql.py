"""What a query in SPARQL may not ask of a release, seen before anything reads it as a query."""

from __future__ import annotations

import re
from itertools import accumulate

from pipeline.problem import Problem

LONGEST = 100_000
"""Bytes of a query."""
DEEPEST = 100
"""Brackets within each other: the parser recurses, and at some thousands it falls over its stack."""
# what is no word of a query: texts, addresses, comments (SPARQL 1.1, 19.8); a long text before a short one
_NOT_A_WORD = re.compile(
    r'''"""(?:"{0,2}(?:[^"\\]|\\.))*"""|\'\'\'(?:\'{0,2}(?:[^'\\]|\\.))*\'\'\'|'''
    r""""(?:[^"\\\r\n]|\\.)*"|'(?:[^'\\\r\n]|\\.)*'|<[^<>"{}|^`\\\x00-\x20]*>|\#[^\r\n]*""",
    re.S,
)
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U(00[0-9A-Fa-f]{6})")
_SERVICE = re.compile(r"(?<![?$:])\bSERVICE\b", re.I)
_FROM = re.compile(r"(?<![?$:@.\w-])FROM(?![\w:.-])", re.I)
_STEPS = {**dict.fromkeys("{([", 1), **dict.fromkeys("})]", -1)}


def refused(query: str) -> Problem | None:
    """Why a query is not asked: E-QUERY-LENGTH, E-QUERY-SERVICE (it would ask another server), E-QUERY-NESTED.

    A word may be written with escapes of code points (SPARQL 1.1, 19.2), so it is looked for with and without them.
    """
    if len(query.encode(errors="replace")) > LONGEST:
        return Problem("E-QUERY-LENGTH", facts={"limit": f"{LONGEST:,}"})
    readings = [_words(query), _words(_ESCAPE.sub(_character, query))]
    if any(_SERVICE.search(words) for words in readings):
        return Problem("E-QUERY-SERVICE")
    if any(_depth(words) > DEEPEST for words in readings):
        return Problem("E-QUERY-NESTED", facts={"limit": str(DEEPEST)})
    return None


def names_graphs(query: str) -> bool:
    """Whether a query has FROM or FROM NAMED: a release is one graph, the default one."""
    return bool(_FROM.search(_words(query)))


def _words(query: str) -> str:
    return _NOT_A_WORD.sub(lambda found: _kept(found[0]), query)


def _kept(text: str) -> str:
    """Nothing, of what is no word. `?a<?b)SERVICE?s#>` looks like an address and can be a comparison, after which a
    bracket closes: of what stands between < and >, the brackets and what follows them stay."""
    return " " + "".join(re.findall(r"[(\[]|[)\]].*", text)) if text[0] == "<" else " "


def _depth(words: str) -> int:
    return max(accumulate((_STEPS[mark] for mark in words if mark in _STEPS), initial=0))


def _character(escape: re.Match[str]) -> str:
    code = int(escape[1] or escape[2], 16)
    return chr(code) if code <= 0x10FFFF else " "
