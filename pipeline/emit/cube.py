"""The structure of the data cubes (W3C RDF Data Cube Vocabulary): what is a dimension, a measure or an
attribute, slices of observations, and which measures are missing.

Where an observation has no value for a measure, its value is the SDMX code for that, so that every
observation has every measure (integrity constraint IC-14) and no number is made up.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from pipeline.emit.named import Names, called, names
from pipeline.emit.rdf import node_of
from pipeline.emit.statements import Said, describe, worded
from pipeline.identifiers import expand
from pipeline.language import LANGUAGES
from pipeline.mapping import columns, property_of, said_of_rows, scheme_of
from pipeline.package import Package
from pipeline.package.models import Field, Role, Schema, Words
from pipeline.table import Table
from pipeline.triples import Literal, Triple

DATA_SET = "qb:dataSet"
MISSING = "sdmx-code:obsStatus-M"
_KINDS = {"dimension": "qb:DimensionProperty", "measure": "qb:MeasureProperty", "attribute": "qb:AttributeProperty"}


class Component(NamedTuple):
    """A property of the cube. `field` is None where every observation has the same value."""

    name: str
    role: Role
    property: str
    field: Field | None


def cubes(tables: Mapping[str, Table], package: Package) -> Iterator[Triple]:
    """The structure, slices and gaps of each table whose rows are observations."""
    named = names(tables, package)
    for name, table in tables.items():
        schema = package.published[name]
        data_set = said_of_rows(schema).get(DATA_SET)
        if data_set:
            parts = _components(schema)
            said: dict[str, Said] = {"rdf:type": "qb:DataSet", "rdfs:label": package.resource(name).titles}
            yield from describe(package, data_set, said | {"qb:structure": _structure_of(data_set)})
            yield from _structure(package, _structure_of(data_set), name, parts)
            for part in parts:
                yield from _property(package, part)
            yield from _slices(package, name, table, parts, named)
            yield from _missing(package, schema, table, parts)


def _components(schema: Schema) -> list[Component]:
    """Dimensions first, then measures, then attributes; each in the order of the schema, each property once."""
    virtual = [Component(v.name, v.role, v.property_url, None) for v in schema.virtual_columns if v.role]
    real = [Component(f.name, f.role, property_of(f), f) for f in schema.fields if f.role]
    once: dict[str, Component] = {}
    for part in (*virtual, *real):
        once.setdefault(part.property, part)
    return sorted(once.values(), key=lambda part: list(_KINDS).index(part.role))


def _structure(package: Package, address: str, table: str, parts: list[Component]) -> Iterator[Triple]:
    specifications = [f"{address}/{part.name}" for part in parts]
    titles = package.resource(table).titles
    said: dict[str, Said] = {"rdf:type": "qb:DataStructureDefinition", "rdfs:label": titles}
    said |= {"rdfs:comment": _beside(package.published[table]), "qb:component": specifications}
    yield from describe(package, address, said)
    for order, (specification, part) in enumerate(zip(specifications, parts, strict=True), 1):
        said = {"rdf:type": "qb:ComponentSpecification", f"qb:{part.role}": part.property}
        said |= {"qb:componentProperty": part.property, "qb:order": Literal(str(order), "integer")}
        if part.role == "attribute":
            required = part.field is None or part.field.constraints.required
            said["qb:componentRequired"] = Literal("true" if required else "false", "boolean")
        yield from describe(package, specification, said)


def _beside(schema: Schema) -> Words | None:
    """What is said of observations and is no part of the structure, so that who meets it knows."""
    fields = [field for field in schema.fields if not field.role]
    if not fields:
        return None
    ja, en = "、".join(f.titles.ja for f in fields), "; ".join(f.titles.en for f in fields)
    return Words(
        ja=f"キューブの構造に含まれないもの（値があれば観測値に添える）：{ja}",
        en=f"No part of the structure, and said beside it of an observation that has it: {en}",
    )


def _property(package: Package, part: Component) -> Iterator[Triple]:
    """A property of our own has its code list and unit; one of others only what it is there too."""
    said: dict[str, Said] = {"rdf:type": ["rdf:Property", _KINDS[part.role]]}
    field = part.field
    if ":" in part.property:
        said["rdfs:range"] = "rdfs:Resource" if part.role == "dimension" else None
    elif field and field.value_url:
        coded: dict[str, Said] = {"rdf:type": "qb:CodedProperty", "qb:codeList": scheme_of(field.value_url)}
        yield from describe(package, part.property, coded)
    elif field and field.unit:
        units = package.published[package.descriptor.pipeline.units]
        said["sdmx-attribute:unitMeasure"] = expand(units.about_url, {"unit": field.unit})
    yield from describe(package, part.property, said)


def _slices(package: Package, name: str, table: Table, parts: list[Component], named: Names) -> Iterator[Triple]:
    schema = package.published[name]
    data_set, by_name = said_of_rows(schema)[DATA_SET], {column.name: column for column in columns(package, name)}
    for slices in schema.slices:
        key = f"{_structure_of(data_set)}/{slices.name}"
        fixed = [part.property for part in parts if part.name in slices.fixed]
        titles = worded(slices.titles, *({f.name: f.titles[one] for f in schema.fields} for one in LANGUAGES))
        said: dict[str, Said] = {"rdf:type": "qb:SliceKey", "rdfs:label": titles}
        yield from describe(package, key, said | {"qb:componentProperty": fixed})
        yield from describe(package, _structure_of(data_set), {"qb:sliceKey": key})
        for row in table.rows():
            address = expand(slices.about_url, row)
            yield from describe(package, data_set, {"qb:slice": address})
            titles = worded(slices.titles, *called(row, schema, named))
            said = {"rdf:type": "qb:Slice", "rdfs:label": titles, "qb:sliceStructure": key}
            said |= {part.property: node_of(by_name[part.name], row) for part in parts if part.name in slices.fixed}
            yield from describe(package, address, said | {"qb:observation": expand(schema.about_url, row)})


def _missing(package: Package, schema: Schema, table: Table, parts: list[Component]) -> Iterator[Triple]:
    measures = [part for part in parts if part.role == "measure"]
    for row in table.rows():
        said: dict[str, Said] = {part.property: MISSING for part in measures if row[part.name] is None}
        yield from describe(package, expand(schema.about_url, row), said)


def _structure_of(data_set: str) -> str:
    return f"{data_set}/structure"
