"""The site of a release: static pages in both languages, made from the same descriptors and rows as its data."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import resources

from pipeline.emit import SMALL
from pipeline.emit.swap import Stage
from pipeline.errors import Stop
from pipeline.package import Package
from pipeline.problem import Problem
from pipeline.record import Run
from pipeline.site.gone import gone_pages
from pipeline.site.home import home
from pipeline.site.hosts import answering
from pipeline.site.material import Material, gathered
from pipeline.site.page import FOLDER, Page, written
from pipeline.site.plain import plain_pages
from pipeline.site.referring import referring
from pipeline.site.rows import row_pages
from pipeline.site.tables import table_pages
from pipeline.site.terms import concepts_page, vocabulary_page
from pipeline.site.years import year_pages

ASSETS = ("icon.svg", "site.css", "site.js")


def site(run: Run, package: Package, stage: Stage) -> None:
    """Writes every page, and what they use, to the stage of a release whose other files are all there.

    Raises Stop: E-PAGES where each row of a large table is to have a page.
    """
    if problems := list(_too_large(run, package)):
        raise Stop(problems)
    for page in pages(gathered(run, package, stage.files)):
        for path, content in written(page, package):
            stage.write(path, content)
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


def pages(material: Material) -> Iterator[Page]:
    """Every page, the first one first."""
    yield home(material)
    named = referring(material)
    yield from table_pages(material)
    yield from row_pages(material, named)
    yield from year_pages(material, named)
    yield from gone_pages(material)
    yield vocabulary_page(material)
    yield concepts_page(material)
    yield from plain_pages(material)
