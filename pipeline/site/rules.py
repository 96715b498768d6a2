"""What answers for each identifier: a page for people, a graph for machines.

Rules, not lists: a table of a million rows has one. The first that fits an address decides. They are made once, at
build, and published (`assets/rules.json`), so that our server, the configuration of others and a script in the browser
all read the same.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple
from urllib.parse import quote

from pipeline.emit.provenance import BUILD, SOFTWARE
from pipeline.emit.vocabulary import ONTOLOGY
from pipeline.identifiers import parted
from pipeline.mapping import said_of_rows, scheme_of
from pipeline.package import Package
from pipeline.package.models import Schema
from pipeline.package.words import authorities
from pipeline.release.records import Entry
from pipeline.site.heads import FORMS

ITSELF = "."
"""The page of an address that is a page: no redirect."""
SAFE = "/:?#@!$&'()*+,;=%~"
"""What stays as it is in an address that is one already."""
_PART = "([^/]+)"
_SPECIAL = re.compile(r"[\\.+*?()\[\]{}|^$]")
_RARE = re.compile(r"[^\\.+*?()\[\]{}|^$A-Za-z0-9_~/%=-]")


class Rule(NamedTuple):
    """Addresses below the base as they are requested, percent-encoded: a regular expression that all of one matches
    (the part of the language that Python, PCRE and JavaScript share), the page in HTML with `$1` for its first group,
    the graph `rdf/NAME.FORM` that describes them, and the forms in which there is one."""

    pattern: str
    page: str
    graph: str
    forms: tuple[str, ...] = FORMS


def rules(package: Package, codes: Iterable[str], files: Collection[str]) -> list[Rule]:
    """Those of a release with these files, in order. `codes` are addresses that no row of a table is about."""

    def graph_of(name: str) -> tuple[str, tuple[str, ...]]:
        return name, tuple(form for form in FORMS if f"rdf/{name}.{form}" in files)

    said = [*_catalogue(package), *_program(), *_codes(package, codes)]
    said += [rule for name in package.published for rule in _rows(package, name, *graph_of(name))]
    said += [Rule(f"def/{_PART}", "def/#$1", "vocabulary"), *_datasets(package)]
    once: dict[str, Rule] = {}
    for rule in said:
        once.setdefault(rule.pattern, rule)
    return list(once.values())


def gone(entries: Iterable[Entry]) -> list[Entry]:
    """The identifiers that have been withdrawn."""
    return [entry for entry in entries if entry.withdrawn]


def found(rules: Iterable[Rule], path: str) -> tuple[Rule, str] | None:
    """The rule for an address below the base, and its page.

    >>> found([Rule("id/kpi/([^/]+)", "id/kpi/$1/", "kpis")], "id/kpi/kpi08")
    (Rule(pattern='id/kpi/([^/]+)', page='id/kpi/$1/', graph='kpis', forms=('ttl', 'nt', 'jsonld')), 'id/kpi/kpi08/')
    """
    for rule in rules:
        match = re.fullmatch(rule.pattern, path)
        if match:
            return rule, _filled(rule.page, match)
    return None


def _filled(page: str, match: re.Match[str]) -> str:
    return re.sub(r"\$([0-9])", lambda group: match[int(group[1])], page)


def _catalogue(package: Package) -> Iterator[Rule]:
    """What datapackage.json names itself."""
    settings = package.descriptor.pipeline.catalogue
    yield Rule("", ITSELF, "catalogue")
    yield Rule(_literal(settings.catalog.address), "dataset/", "catalogue")
    for agent in (settings.publisher.address, settings.contact.address):
        yield from _own(agent, "about/")
    for address, term in authorities().terms.items():
        yield from _own(address, "dataset/")
        yield from _own(term.scheme, "dataset/")
    series = settings.series.address
    yield Rule(_literal(series), f"{_written(series)}/", "catalogue")
    yield Rule(f"{_literal(series)}/{_PART}(?:/[^/]+)?", f"{_written(series)}/$1/", "catalogue")


def _own(address: str, page: str) -> Iterator[Rule]:
    if address and ":" not in address:
        yield Rule(_literal(address), page, "catalogue")


def _program() -> Iterator[Rule]:
    """What the program names itself."""
    yield Rule(ONTOLOGY, ITSELF, "vocabulary")
    yield Rule("def/((?:rate|reading)/[^/]+)", "def/#$1", "vocabulary")
    yield from (Rule(_literal(address), "dataset/provenance/", "provenance") for address in (BUILD, SOFTWARE))
    yield Rule(f"id/measurement/{_PART}/[^/]+", "dataset/$1/", "quality")
    yield Rule("id/metric/[^/]+", "dataset/quality/", "quality")


def _codes(package: Package, codes: Iterable[str]) -> Iterator[Rule]:
    """Concept schemes, concepts that no row is about, and fiscal years."""
    ours = [address for address in codes if ":" not in address]
    tabled = {said_of_rows(schema).get("skos:inScheme", ""): name for name, schema in package.published.items()}
    subjects = {scheme_of(schema.about_url) for schema in package.published.values()}
    years = package.descriptor.pipeline.fiscal_years.address
    for scheme in dict.fromkeys([*filter(None, tabled), *map(scheme_of, ours), scheme_of(years)]):
        page = f"concepts/#{_written(scheme)}"
        yield Rule(_literal(scheme), f"dataset/{tabled[scheme]}/" if scheme in tabled else page, "concepts")
        listed = [_literal(code.removeprefix(f"{scheme}/")) for code in ours if scheme_of(code) == scheme]
        if scheme in subjects and listed:
            yield Rule(f"{_literal(scheme)}/({'|'.join(listed)})", f"{page}/$1", "concepts")
        elif listed:
            yield Rule(f"{_literal(scheme)}/{_PART}", f"{page}/$1", "concepts")
    pattern, page = _template(years)
    yield Rule(pattern, f"{page}/", "concepts")


def _rows(package: Package, name: str, graph: str, forms: tuple[str, ...]) -> Iterator[Rule]:
    """The rows of a table. One whose addresses are those of other tables has no rule of its own."""
    schema = package.published[name]
    others = [field.about_url for field in schema.fields] + [column.about_url for column in schema.virtual_columns]
    for about in dict.fromkeys([schema.about_url, *filter(None, others)]):
        if ":" in about or about.startswith("{+"):
            continue
        pattern, page = _template(about)
        if about == schema.about_url and schema.page:
            yield Rule(pattern, f"{page}/", graph, forms)
        else:
            yield Rule(pattern, f"dataset/{name}/{_anchor(schema, about)}", graph, forms)
    for slices in schema.slices:
        yield Rule(_template(slices.about_url)[0], f"dataset/{name}/", "cube")


def _datasets(package: Package) -> Iterator[Rule]:
    """Tables and graphs as datasets of the catalogue, and their parts."""
    yield Rule(f"dataset/{_PART}", "dataset/$1/", "catalogue")
    for data_set in filter(None, (said_of_rows(schema).get("qb:dataSet") for schema in _schemas(package))):
        yield Rule(f"{_literal(data_set)}/structure(?:/[^/]+)?", f"{_written(data_set)}/", "cube")
    yield Rule(f"dataset/{_PART}/class/[^/]+", "dataset/$1/", "void")
    yield Rule(f"dataset/{_PART}/[^/]+", "dataset/$1/", "catalogue")


def _schemas(package: Package) -> Collection[Schema]:
    return package.published.values()


def _template(about: str) -> tuple[str, str]:
    """A URI template as a pattern, and as an address with `$1` for its first variable."""
    parts = parted(about)
    pattern = "".join(_literal(text) + ("(.+)" if whole else _PART if name else "") for text, name, whole in parts)
    page = "".join(f"{_written(text)}{f'${at}' if name else ''}" for at, (text, name, _) in enumerate(parts, 1))
    return pattern, page


def _anchor(schema: Schema, about: str) -> str:
    """The row on the page of its table, by its key; nothing where the address does not tell it."""
    groups = {name: f"${at}" for at, (_, name, _) in enumerate(parted(about), 1) if name}
    if not schema.primary_key or not groups.keys() >= {*schema.primary_key}:
        return ""
    return "#" + "/".join(groups[name] for name in schema.primary_key)


def _literal(text: str) -> str:
    """A text as a pattern of itself, in any configuration."""
    escaped = _SPECIAL.sub(lambda found: f"\\{found[0]}", quote(text, safe=SAFE))
    return _RARE.sub(lambda found: f"\\x{ord(found[0]):02x}", escaped)


def _written(text: str) -> str:
    return quote(text, safe=SAFE).replace("$", "%24")
