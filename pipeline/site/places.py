"""Where each identifier of the release is on the site, and what it is called: links lead there."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple
from urllib.parse import quote, unquote

from pipeline.enrich.lookups import Row
from pipeline.identifiers import expand
from pipeline.interpret.eras import fiscal_year_name
from pipeline.mapping import dataset, fiscal_year, listed
from pipeline.package import Package
from pipeline.package.models import Field, Schema, Words

_SPACE = re.compile(r"\s")
_LONGEST = 255
"""Bytes that the name of a folder may have."""
CONCEPTS, TERMS = "concepts/", "def/"


class Place(NamedTuple):
    """A page, from the first one of its language, the anchor in it if it is not all of the page, and a name."""

    page: str
    anchor: str = ""
    words: Words | None = None

    @property
    def link(self) -> str:
        """It as it stands in a link, from the first page."""
        return _quoted(self.page) + (f"#{_quoted(self.anchor)}" if self.anchor else "")


@functools.lru_cache(maxsize=10_000)
def _quoted(path: str) -> str:
    return quote(path, safe="/=:@!$()*+,;")


def places(package: Package, tables: Mapping[str, Sequence[Row]], years: Sequence[str]) -> dict[str, Place]:
    """By the address, as schemas write it: rows with a page, fiscal years, other rows, then codes that only a schema
    lists. `tables` are those that are shown whole."""
    found: dict[str, Place] = {}
    schemas = package.published
    for name in sorted(tables, key=lambda name: not schemas[name].page):
        for row in tables[name]:
            found.setdefault(expand(schemas[name].about_url, row), _of_row(name, schemas[name], row))
    for year in years:
        address = fiscal_year(package, year)
        found[address] = Place(folder_of(address), "", Words(ja=fiscal_year_name(int(year)), en=f"Fiscal year {year}"))
    for address, words in listed(schemas):
        if ":" not in address:  # it is ours
            found.setdefault(address, Place(CONCEPTS, address, words))
    for resource in package.descriptor.resources:
        found[dataset(resource.name)] = Place(f"{dataset(resource.name)}/", "", resource.titles)
    return found


def _of_row(name: str, schema: Schema, row: Row) -> Place:
    words = label(schema, row)
    if schema.page and (folder := folder_of(expand(schema.about_url, row))):
        return Place(folder, "", words)
    return Place(f"{dataset(name)}/", anchor(schema.key_of(row)), words)


def folder_of(address: str) -> str:
    """The folder of the page of an address, as a host looks for it: with its characters, and not as they are encoded.
    Empty where that would not be a folder of its own below the first page, on any file system."""
    names = [unquote(part) for part in address.split("/")]
    safe = all(name.isprintable() and len(name.encode()) <= _LONGEST for name in names)
    whole = not {"", ".", ".."} & {*names} and not any({"/", "\\", ":"} & {*name} for name in names)
    return "/".join([*names, ""]) if safe and whole else ""


def term_anchor(address: str) -> str:
    """The anchor of a term of ours on the page of the vocabulary."""
    return anchor(address.removeprefix(TERMS))


def anchor(key: str) -> str:
    """A key as the `id` of an element, which has no spaces."""
    return _SPACE.sub(lambda space: quote(space[0]), key)


def shortened(address: str, prefixes: Mapping[str, str]) -> str:
    """An address with the longest prefix after which a plain name follows; else as it is.

    >>> shortened("https://x.jp/a-b", {"x": "https://x.jp/"}), shortened("https://x.jp/a/b", {"x": "https://x.jp/"})
    ('x:a-b', 'https://x.jp/a/b')
    """
    fitting = [(start, prefix) for prefix, start in prefixes.items() if address.startswith(start)]
    for start, prefix in sorted(fitting, key=lambda pair: -len(pair[0])):
        name = address.removeprefix(start)
        if name.replace("-", "").replace("_", "").isalnum():
            return f"{prefix}:{name}"
    return address


def label(schema: Schema, row: Row) -> Words | None:
    """What a row is called: its label, else its first text that is in both languages."""
    pair = label_fields(schema)
    texts = [row[one.name] or "" for one in pair] if pair else []
    return Words(ja=texts[0], en=texts[1]) if any(texts) else None


def label_fields(schema: Schema) -> tuple[Field, Field] | None:
    """The fields of a label in Japanese and in English."""
    for wanted in ("skos:prefLabel", "rdfs:label", "dcterms:title"):
        same = {field.lang: field for field in schema.fields if field.property_url == wanted and field.lang}
        if "ja" in same and "en" in same:
            return same["ja"], same["en"]
    return None
