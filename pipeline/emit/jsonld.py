"""Triples as compact JSON-LD that reads as plain JSON: short terms, texts by language, what belongs to one
node inside it. All files share one context; each holds the part it uses, so that nothing is fetched."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from pipeline.package.models import Words
from pipeline.triples import RDF_TYPE, XSD, Node, Triple

_NATIVE = {"integer": "0|-?[1-9][0-9]{0,14}", "boolean": "true|false"}
"""Datatypes that JSON has itself, and the texts that JSON-LD gives back from it (JSON-LD 1.1 API, 8.2; binary
floats hold 15 digits). Decimals stay exact as text."""


class Term(NamedTuple):
    """The short name of a predicate, and what its objects are: `id`, `language`, or a datatype."""

    name: str
    kind: str


Terms = Mapping[str, Term]


def terms(graphs: Iterable[Sequence[Triple]], prefixes: Mapping[str, str], base: str) -> Terms:
    """A term for each predicate: its last part, or prefixed where another one ends so too, unless it is of
    ours (under `base`); none where no prefix fits. Its objects are what most of them are in all graphs."""
    kinds: dict[str, Counter[str]] = {}
    counts = Counter((predicate, _kind(node)) for graph in graphs for _, predicate, node in graph)
    for (predicate, kind), count in counts.items():
        kinds.setdefault(predicate, Counter())[kind] = count
    kinds.pop(RDF_TYPE, None)
    local = {predicate: re.split("[#/]", predicate)[-1] for predicate in kinds}
    rivals, ours = Counter(local.values()), {n: p for p, n in local.items() if p.startswith(base)}
    free = {name: start for name, start in prefixes.items() if name not in rivals}

    def name(predicate: str) -> str | None:
        last = local[predicate]
        plain = last not in ("id", "type") and (rivals[last] == 1 or ours.get(last) == predicate)
        return last if plain else _curie(predicate, free)

    named = {predicate: name(predicate) for predicate in sorted(kinds)}
    return {predicate: Term(name, _most(kinds[predicate])) for predicate, name in named.items() if name}


def context(terms: Terms, prefixes: Mapping[str, str]) -> dict[str, Any]:
    """The `@context` in which these terms mean their predicates."""
    definitions = {term.name: _definition(predicate, term.kind) for predicate, term in terms.items()}
    needed = {name for name in prefixes for term in definitions if term.startswith(f"{name}:")}
    return {
        **{name: prefixes[name] for name in sorted(needed)},
        "id": "@id",
        "type": "@type",
        **dict(sorted(definitions.items())),
    }


def jsonld(triples: Sequence[Triple], terms: Terms, prefixes: Mapping[str, str]) -> bytes:
    """The graph as JSON: subjects in their order, each that a single other one refers to inside that one."""
    used = {predicate for _, predicate, _ in triples}
    part = {predicate: term for predicate, term in terms.items() if predicate in used}
    return written({"@context": context(part, prefixes), "@graph": list(_nodes(triples, terms))}, indent=1)


def written(content: Mapping[str, Any], indent: int = 2) -> bytes:
    """JSON as it is published."""
    return msgspec.json.format(msgspec.json.encode(content), indent=indent) + b"\n"


def in_both(words: Words) -> list[dict[str, str]]:
    """Words in both languages as values of JSON-LD."""
    return [{"@value": words.ja, "@language": "ja"}, {"@value": words.en, "@language": "en"}]


def _nodes(triples: Sequence[Triple], terms: Terms) -> Iterator[dict[str, Any]]:
    """The nodes that stand by themselves; where some only refer to each other in a circle, the first does."""
    said: dict[str, list[Triple]] = {}
    for triple in triples:
        said.setdefault(triple[0], []).append(triple)
    references = Counter(node for _, predicate, node in triples if isinstance(node, str) and predicate != RDF_TYPE)
    inside = {subject for subject in said if references[subject] == 1}
    written: set[str] = set()

    def node(subject: str) -> dict[str, Any]:
        written.add(subject)
        made: dict[str, Any] = {"id": subject}
        for _, predicate, target in said[subject]:
            if predicate != RDF_TYPE and target in inside and target not in written:
                _append(made, _key(predicate, "id", terms), node(str(target)))
            else:
                _state(made, predicate, target, terms)
        return made

    for alone in (said.keys() - inside, said):
        yield from (node(subject) for subject in said if subject in alone and subject not in written)


def _state(made: dict[str, Any], predicate: str, target: Node, terms: Terms) -> None:
    if predicate == RDF_TYPE:
        _append(made, "type", target)
        return
    kind = _kind(target)
    key = _key(predicate, kind, terms)
    if key == predicate:
        _append(made, key, _expanded(target))
    elif isinstance(target, str):
        _append(made, key, target)
    elif target.lang:
        _append(made.setdefault(key, {}), target.lang, target.text)
    elif kind in _NATIVE:
        native = re.fullmatch(_NATIVE[kind], target.text)
        _append(made, key, msgspec.json.decode(target.text) if native else _expanded(target))
    else:
        _append(made, key, target.text)


def _key(predicate: str, kind: str, terms: Terms) -> str:
    """The short term where it stands for objects of this kind, else the predicate itself."""
    term = terms.get(predicate)
    return term.name if term and term.kind == kind else predicate


def _append(made: dict[str, Any], name: str, value: Any) -> None:
    """A single value stands by itself, several in a list."""
    if name not in made:
        made[name] = value
    elif isinstance(made[name], list):
        made[name].append(value)
    else:
        made[name] = [made[name], value]


def _expanded(target: Node) -> dict[str, str]:
    if isinstance(target, str):
        return {"id": target}
    if target.lang:
        return {"@value": target.text, "@language": target.lang}
    return {"@value": target.text} | ({} if target.datatype == "string" else {"@type": f"{XSD}{target.datatype}"})


def _kind(node: Node) -> str:
    if isinstance(node, str):
        return "id"
    return "language" if node.lang else node.datatype


def _most(counts: Counter[str]) -> str:
    return max(sorted(counts), key=lambda kind: counts[kind])


def _curie(predicate: str, prefixes: Mapping[str, str]) -> str | None:
    """With the longest prefix that fits."""
    fitting = [(start, name) for name, start in prefixes.items() if predicate.startswith(start)]
    start, name = max(fitting, key=lambda pair: len(pair[0]), default=("", ""))
    return f"{name}:{predicate.removeprefix(start)}" if name else None


def _definition(predicate: str, kind: str) -> str | dict[str, str]:
    if kind == "id":
        return {"@id": predicate, "@type": "@id"}
    if kind == "language":
        return {"@id": predicate, "@container": "@language"}
    if kind in (*_NATIVE, "string"):
        return predicate
    return {"@id": predicate, "@type": f"{XSD}{kind}"}
