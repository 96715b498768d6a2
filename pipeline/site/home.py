"""The first page."""

from __future__ import annotations

from pipeline.site.material import Material
from pipeline.site.page import Page


def home(material: Material) -> Page:
    """What this is, and where to go."""
    catalog = material.package.descriptor.pipeline.catalogue.catalog
    tables = [dataset for dataset in material.datasets if dataset.table]
    return Page("", "home.html.j2", catalog.titles, catalog.descriptions, facts={"tables": tables})
