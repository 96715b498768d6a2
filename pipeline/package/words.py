"""The wording of what the program itself adds to the RDF, from `vocabulary.toml` and `authorities.toml`."""

from __future__ import annotations

import functools
import re
from importlib import resources
from typing import Literal, TypeVar

import msgspec
from msgspec import Struct

from pipeline.package.models import Words

Model = TypeVar("Model")


class Term(Struct, forbid_unknown_fields=True):
    """A term with its meaning."""

    titles: Words
    descriptions: Words


class Rate(Term, forbid_unknown_fields=True):
    """A rate, with every status that it can have (codes of the table of statuses)."""

    statuses: list[str]


class Metric(Term, forbid_unknown_fields=True):
    """What is measured, as which datatype, and the dimension of quality that it belongs to."""

    datatype: Literal["integer", "decimal"]
    dimension: str


class Vocabulary(Struct, forbid_unknown_fields=True):
    """`vocabulary.toml`, each part by name."""

    prefixes: dict[str, str]
    ontology: Term
    terms: dict[str, Term]
    rates: dict[str, Rate]
    reading_scheme: Term
    readings: dict[str, Term]
    metrics: dict[str, Metric]
    graphs: dict[str, Term]


class Authority(Struct, forbid_unknown_fields=True):
    """A term of someone else's list: its class, the list, and its name."""

    type: str
    titles: Words
    scheme: str = ""


class Format(Struct, forbid_unknown_fields=True):
    """A format in which a dataset is distributed. `path` has the dataset's name in the place of `{name}`."""

    path: str
    titles: Words
    descriptions: Words
    media_type: str
    file_type: str
    conforms_to: list[str]

    @property
    def media(self) -> str:
        """The media type by its name, without the address that it has at IANA."""
        return self.media_type.partition("media-types/")[2]


class Authorities(Struct, forbid_unknown_fields=True):
    """`authorities.toml`: terms by address, formats by name."""

    terms: dict[str, Authority]
    formats: dict[str, Format]


@functools.cache
def vocabulary() -> Vocabulary:
    """Terms, rates, metrics and graphs of the program."""
    return _read("vocabulary.toml", Vocabulary)


def reading(rule: str) -> Words:
    """What a rule of the audit did; of several, joined by +, each. A rule without words of its own is in those of its
    family, which its name begins with: qualifier.約, correction#row=3. Empty where there are none."""
    known = vocabulary().readings
    done = [known.get(one) or known.get(re.split("[.#]", one)[0]) for one in rule.split("+")]
    found = [term.descriptions for term in done if term]
    return Words(ja="、".join(words.ja for words in found), en="; ".join(words.en for words in found))


@functools.cache
def authorities() -> Authorities:
    """What the catalogue uses of the lists of others."""
    return _read("authorities.toml", Authorities)


def _read(name: str, model: type[Model]) -> Model:
    return msgspec.toml.decode(resources.files("pipeline.package").joinpath(name).read_bytes(), type=model)
