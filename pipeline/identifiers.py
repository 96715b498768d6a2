"""Identifiers from codes: addresses and URL templates as schemas write them, made absolute."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from urllib.parse import quote, urlsplit

_VARIABLE = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_TEMPLATE = re.compile(r"\{(\+?[a-z][a-z0-9_]*)\}")
_RESERVED = ":/?@!$&'()*+,;="


def absolute(address: str, base: str, prefixes: Mapping[str, str]) -> str:
    """An address relative to `base`, or with one of our prefixes, as it stands in what is published.

    >>> absolute("skos:broader", "https://x.jp/", {"skos": "http://www.w3.org/2004/02/skos/core#"})
    'http://www.w3.org/2004/02/skos/core#broader'
    >>> absolute("id/kpi/{kpi}", "https://x.jp/", {})
    'https://x.jp/id/kpi/{kpi}'
    """
    prefix, colon, local = address.partition(":")
    if not colon:
        return base + address
    return prefixes[prefix] + local if prefix in prefixes else address


def variables(template: str) -> list[str]:
    """The names in braces (RFC 6570, levels 1 and 2)."""
    return [name.removeprefix("+") for name in _TEMPLATE.findall(template)]


@functools.lru_cache(maxsize=50_000)
def encoded(text: str) -> str:
    """A text as it stands in an address (RFC 6570, 3.2.2)."""
    return quote(text, safe="")


@functools.lru_cache(maxsize=50_000)
def kept(text: str) -> str:
    """A text that is an address itself, or the end of one (RFC 6570, 3.2.3); but brackets and `#`, with which it might
    be none, are encoded too."""
    return re.sub("%(?![0-9A-Fa-f]{2})", "%25", quote(text, safe=_RESERVED + "%"))


@functools.cache
def parted(template: str) -> list[tuple[str, str, bool]]:
    """A template as names, each with the text before it, and whether it stands for an address as it is; last the text
    behind them, with no name.

    >>> parted("a/{b}?c={+d}")
    [('a/', 'b', False), ('?c=', 'd', True), ('', '', False)]
    """
    texts = [*_TEMPLATE.split(template), ""]
    pairs = zip(texts[::2], texts[1::2], strict=True)
    return [(text, name.removeprefix("+"), name.startswith("+")) for text, name in pairs]


def expand(template: str, row: Mapping[str, str | None]) -> str:
    """The template with the row's values: of `{name}` percent-encoded but for unreserved characters, of `{+name}`, an
    address itself, also but for reserved ones (RFC 6570).

    >>> expand("id/unit/{unit}", {"unit": "人日／年"})
    'id/unit/%E4%BA%BA%E6%97%A5%EF%BC%8F%E5%B9%B4'
    """
    *parts, (end, _, _) = parted(template)
    return "".join([text + (kept if whole else encoded)(row[name] or "") for text, name, whole in parts]) + end


def filled(text: str, row: Mapping[str, str | None]) -> str:
    """A text for people with the row's values in the place of names in braces.

    >>> filled("目標「{goal}」のKPI", {"goal": "citizen"})
    '目標「citizen」のKPI'
    """
    return _VARIABLE.sub(lambda match: row[match[1]] or "", text)


def check_digit(code: str) -> str:
    """The sixth digit of a 全国地方公共団体コード by its first five (JIS X 0402).

    >>> check_digit("04000"), check_digit("04202")
    ('2', '1')
    """
    total = sum(int(digit) * weight for digit, weight in zip(code, (6, 5, 4, 3, 2), strict=True))
    return str(11 - total % 11)[-1]


_NOBODYS = re.compile(r"(.+\.)?(test|example|invalid|localhost|example\.(com|net|org|jp))", re.I)


def reserved(address: str) -> bool:
    """Whether the host of an address is a name that no one can have: RFC 2606, RFC 6761; example.jp by JPRS.

    >>> reserved("https://opendata.example.jp/miyagi/"), reserved("https://example.pref.miyagi.jp/")
    (True, False)
    """
    return bool(_NOBODYS.fullmatch(urlsplit(address).hostname or ""))
