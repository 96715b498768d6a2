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
_OTHER_GRAPH = re.compile(r"(?<![?$:@.\w-])(?:FROM|GRAPH)(?![\w:.-])", re.I)
# what may stand before the first word of a query or an update (19.8, Prologue), and the first words of updates
_UPDATE = re.compile(
    r"(?:\s|PREFIX\s+[^\s:]*:|BASE\b|<[^>]*>)*+(?:INSERT|DELETE|LOAD|CLEAR|DROP|CREATE|ADD|MOVE|COPY|WITH)\b", re.I
)
_DECLARED = re.compile(r"\bPREFIX\s+([^\s:]*):", re.I)
_PREFIXED = re.compile(r"(?<![\w?$:<@%.-])([A-Za-z][\w.-]*+)?:(?![:/])")
_STEPS = {**dict.fromkeys("{([", 1), **dict.fromkeys("})]", -1)}


def refused(query: str) -> Problem | None:
    """Why a query is not asked: E-QUERY-LENGTH, E-QUERY-SERVICE (it would ask another server), E-QUERY-DATASET (it
    names a graph, and a release is one, the default one), E-QUERY-NESTED, E-QUERY (a text does not end, or it is an
    update)."""
    if len(query.encode(errors="replace")) > LONGEST:
        return Problem("E-QUERY-LENGTH", facts={"limit": f"{LONGEST:,}"})
    words = _words(query)
    if words is None:
        return Problem("E-QUERY", facts={"reason": "a text does not end"})
    if _SERVICE.search(words):
        return Problem("E-QUERY-SERVICE")
    if _UPDATE.match(words):
        return Problem("E-QUERY", facts={"reason": "it is an update, and nothing here can be changed"})
    if _OTHER_GRAPH.search(words):
        return Problem("E-QUERY-DATASET")
    if _depth(words) > DEEPEST:
        return Problem("E-QUERY-NESTED", facts={"limit": str(DEEPEST)})
    return None


def unread(query: str, reason: str) -> Problem:
    """E-QUERY for a query that a parser cannot read and why; which says of all prefixes the same, so that one which is
    not declared is named here."""
    words = _words(query) or ""
    declared = {name.lower() for name in _DECLARED.findall(words)}
    used = (name for name in _PREFIXED.findall(_DECLARED.sub(" ", words)) if name.lower() not in declared)
    missing = next(used, None)
    return Problem("E-QUERY", facts={"reason": reason if missing is None else f"prefix {missing}: is not declared"})


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
