"""The site of a release: static pages in both languages, made from the same descriptors and rows as its data."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import resources
from pathlib import Path

from pipeline.emit import SMALL
from pipeline.emit.swap import Stage
from pipeline.errors import Stop
from pipeline.language import Language
from pipeline.package import Package
from pipeline.problem import Problem
from pipeline.record import Run
from pipeline.site.asked import query_page
from pipeline.site.crawled import crawled
from pipeline.site.gone import gone_pages
from pipeline.site.heads import tree
from pipeline.site.home import home
from pipeline.site.hosts import answering
from pipeline.site.material import Material, gathered
from pipeline.site.page import FOLDER, LOST, Page, written
from pipeline.site.plain import plain_pages
from pipeline.site.referring import referring
from pipeline.site.rows import row_pages
from pipeline.site.search import DOCUMENTS, Document, document, indexed, search
from pipeline.site.search import PATH as SEARCH
from pipeline.site.tables import table_pages
from pipeline.site.terms import concepts_page, vocabulary_page
from pipeline.site.words import LANGUAGES
from pipeline.site.years import year_pages

ASSETS = (
    "icon.svg",
    "query.js",
    "search.js",
    "site.css",
    "site.js",
    "vendor/minisearch.LICENSE.txt",
    "vendor/minisearch.js",
)
VOID = "rdf/void.ttl"


def site(run: Run, package: Package, stage: Stage) -> None:
    """Writes every page, and what they use, to the stage of a release whose other files are all there.

    Raises Stop: E-PAGES where each row of a large table is to have a page, E-QUERY where an example is no query.
    """
    if problems := list(_too_large(run, package)):
        raise Stop(problems)
    made = [*pages(gathered(run, package, stage.files), stage.folder)]
    documents: dict[Language, list[Document]] = {language: [] for language in LANGUAGES}
    for page in [*made, search(made)]:
        for language, (path, content) in zip(LANGUAGES, written(page, package), strict=True):
            stage.write(path, content)
            if page.path not in (LOST, SEARCH):
                documents[language].append(document(page, language, content.decode()))
    for language, found in documents.items():
        stage.write(FOLDER + tree(language) + DOCUMENTS, indexed(found))
    paths = [page.path for page in made if page.path != LOST]
    for path, content in crawled(package, [*paths, SEARCH], (stage.folder / VOID).read_bytes()):
        stage.write(FOLDER + path, content)
    for name in ASSETS:
        content = resources.files("pipeline.site").joinpath("assets", name).read_bytes()
        stage.write(f"{FOLDER}assets/{name}", content)
    for path, content in answering(run, package, stage.files):
        stage.write(f"{FOLDER}{path}", content)


def _too_large(run: Run, package: Package) -> Iterator[Problem]:
    for resource in package.descriptor.resources:
        rows = run.summaries[resource.name].rows
        if package.published[resource.name].page and rows > SMALL:
            facts = {"table": resource.name, "rows": f"{rows:,}", "most": f"{SMALL:,}"}
            yield Problem("E-PAGES", file=resource.schema, field="page", facts=facts)


def pages(material: Material, release: Path) -> Iterator[Page]:
    """Every page but that of the search, the first one first; `release` is where its other files are."""
    yield home(material)
    named = referring(material)
    yield from table_pages(material)
    yield from row_pages(material, named)
    yield from year_pages(material, named)
    yield from gone_pages(material)
    yield vocabulary_page(material)
    yield concepts_page(material)
    yield from plain_pages(material)
    yield query_page(material, release)
