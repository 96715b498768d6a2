"""What a query in SPARQL may not ask of a release, seen before anything reads it as a query."""

from __future__ import annotations

import re
from itertools import accumulate

from pipeline.problem import Problem

LONGEST = 100_000
"""Bytes of a query."""
DEEPEST = 100
"""Brackets within each other: the parser recurses, and at some thousands it falls over its stack."""
# What is no word of a query (SPARQL 1.1, 19.8): texts, addresses, escaped characters of names, comments. All is found
# in one pass that never goes back; the groups are of texts that do not end.
_NOT_A_WORD = re.compile(
    r'"{3}(?:"{0,2}+(?:[^"\\]|\\.))*+(?:"{3}|(?P<a>))'
    r"|'{3}(?:'{0,2}+(?:[^'\\]|\\.))*+(?:'{3}|(?P<b>))"
    r'|"(?:[^"\\\r\n]|\\[^\r\n])*+(?:"|(?P<c>))'
    r"|'(?:[^'\\\r\n]|\\[^\r\n])*+(?:'|(?P<d>))"
    r'|<[^<>"{}|^`\\\x00-\x20]*+>|\\.|\#[^\r\n]*+',
    re.S,
)
# < that begins an address or is a comparison, as nothing but a parser can tell, with a text or a comment behind it
_AMBIGUOUS = re.compile(r"""<(?![^<>#'/\s]*+(?<=:)//)[^<>"{}|^`\\\x00-\x20#']*+[#']""")
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U(00[0-9A-Fa-f]{6})")
_SERVICE = re.compile(r"(?<![?$:])\bSERVICE\b", re.I)
_FROM = re.compile(r"(?<![?$:@.\w-])FROM(?![\w:.-])", re.I)
_STEPS = {**dict.fromkeys("{([", 1), **dict.fromkeys("})]", -1)}


def refused(query: str) -> Problem | None:
    """Why a query is not asked: E-QUERY-LENGTH, E-QUERY-SERVICE (it would ask another server), E-QUERY-NESTED, E-QUERY
    (a text does not end)."""
    if len(query.encode(errors="replace")) > LONGEST:
        return Problem("E-QUERY-LENGTH", facts={"limit": f"{LONGEST:,}"})
    words = _words(query)
    if words is None:
        return Problem("E-QUERY", facts={"reason": "a text does not end"})
    if _SERVICE.search(words):
        return Problem("E-QUERY-SERVICE")
    if _depth(words) > DEEPEST:
        return Problem("E-QUERY-NESTED", facts={"limit": str(DEEPEST)})
    return None


def names_graphs(query: str) -> bool:
    """Whether a query has FROM or FROM NAMED: a release is one graph, the default one."""
    return bool(_FROM.search(_words(query) or query))


def _words(query: str) -> str | None:
    """The query without what is no word; None where a text does not end. Where characters are written as escapes
    (19.2), or a comparison may look like an address, all of it is taken for words: better refused than misread."""
    plain = _ESCAPE.sub(_character, query)
    if plain != query or _AMBIGUOUS.search(query):
        return plain
    pieces, end = [], 0
    for found in _NOT_A_WORD.finditer(query):
        if found.lastgroup:
            return None
        pieces += [query[end : found.start()], _kept(found[0])]
        end = found.end()
    return "".join([*pieces, query[end:]])


def _kept(text: str) -> str:
    """Nothing, of what is no word. `?a<?b)SERVICE?s>` looks like an address and can be a comparison, after which a
    bracket closes: of what stands between < and >, the brackets and what follows them stay."""
    return " " + "".join(re.findall(r"[(\[]|[)\]].*", text)) if text[0] == "<" else " "


def _depth(words: str) -> int:
    return max(accumulate((_STEPS[mark] for mark in words if mark in _STEPS), initial=0))


def _character(escape: re.Match[str]) -> str:
    code = int(escape[1] or escape[2], 16)
    return chr(code) if code <= 0x10FFFF else " "
