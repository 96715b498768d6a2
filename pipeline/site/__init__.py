"""The site of a release: static pages in both languages, made from the same descriptors and rows as its data."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import resources

from pipeline.emit.swap import Stage
from pipeline.package import Package
from pipeline.record import Run
from pipeline.site.gone import gone_pages
from pipeline.site.home import home
from pipeline.site.material import Material, gathered
from pipeline.site.page import FOLDER, Page, written
from pipeline.site.plain import plain_pages
from pipeline.site.referring import referring
from pipeline.site.rows import row_pages
from pipeline.site.tables import table_pages
from pipeline.site.terms import concepts_page, vocabulary_page
from pipeline.site.years import year_pages

ASSETS = ("site.css",)


def site(run: Run, package: Package, stage: Stage) -> None:
    """Writes every page, and what they use, to the stage of a release whose other files are all there."""
    for page in pages(gathered(run, package, stage.files)):
        for path, content in written(page, package):
            stage.write(path, content)
    for name in ASSETS:
        content = resources.files("pipeline.site").joinpath("assets", name).read_bytes()
        stage.write(f"{FOLDER}assets/{name}", content)


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
