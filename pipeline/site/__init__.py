"""The site of a release: static pages in both languages, made from the same descriptors and rows as its data."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import resources

from pipeline.emit.swap import Stage
from pipeline.package import Package
from pipeline.record import Run
from pipeline.site.home import home
from pipeline.site.hosts import answering
from pipeline.site.material import Material, gathered
from pipeline.site.page import FOLDER, Page, written
from pipeline.site.tables import table_pages

ASSETS = ("site.css",)


def site(run: Run, package: Package, stage: Stage) -> None:
    """Writes every page, and what they use, to the stage of a release whose other files are all there."""
    for page in pages(gathered(run, package, stage.files)):
        for path, content in written(page, package):
            stage.write(path, content)
    for name in ASSETS:
        content = resources.files("pipeline.site").joinpath("assets", name).read_bytes()
        stage.write(f"{FOLDER}assets/{name}", content)
    for path, content in answering(run, package, stage.files):
        stage.write(f"{FOLDER}{path}", content)


def pages(material: Material) -> Iterator[Page]:
    """Every page, the first one first."""
    yield home(material)
    yield from table_pages(material)
