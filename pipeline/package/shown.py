"""What descriptors say of the site: every table and field that it shows must be there."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from pipeline.package.descriptor import Descriptor, Resource
from pipeline.package.document import misdescribed
from pipeline.package.models import NUMERIC, Schema
from pipeline.problem import Problem


def shown_problems(descriptor: Descriptor, published: Mapping[str, Schema]) -> Iterator[Problem]:
    """E-DESCRIPTOR for each that is not."""
    for resource in descriptor.resources:
        yield from _of_table(resource, published[resource.name])
    site, fields = descriptor.pipeline.site, {name: {*schema.names} for name, schema in published.items()}
    used: list[tuple[str, str, Collection[str]]] = [
        (f"glance[{number}]", one.table, {*one.where, *filter(None, [one.field])})
        for number, one in enumerate(site.glance)
    ]
    if overview := site.overview:
        used.append(("overview.by", overview.table, {overview.by}))
        used.append(("overview.standing", overview.standing, {overview.field}))
    used += [("themes", name, ()) for theme in site.themes for name in theme.resources]
    for where, table, names in used:
        if table not in published:
            yield misdescribed("datapackage.json", f"pipeline.site.{where}", f"no resource {table!r}")
        for name in sorted({*names} - fields.get(table, {*names})):
            yield misdescribed("datapackage.json", f"pipeline.site.{where}", f"no field {name!r} in {table!r}")


def _of_table(resource: Resource, schema: Schema) -> Iterator[Problem]:
    chart, names = schema.chart, schema.names
    used = [("highlights", name) for name in schema.highlights]
    used += [(f"fields[{field.name}].unitField", field.unit_field) for field in schema.fields]
    if chart:
        used += [("chart", name) for name in (chart.x, *chart.y, chart.by, chart.target, chart.status)]
        used += [("chart", name) for name in (*chart.where, *chart.exclude)]
    for where, name in used:
        if name and name not in names:
            yield misdescribed(resource.schema, where, f"no field {name!r}")
    drawn = {*chart.y, chart.target} if chart else set()
    for field in schema.fields:
        if field.name in drawn and field.type not in NUMERIC:
            yield misdescribed(resource.schema, "chart", f"{field.name!r} must be a number")
    if schema.page and "+" in schema.about_url:
        yield misdescribed(resource.schema, "page", "the address of a row must be its own, not one that a cell holds")
