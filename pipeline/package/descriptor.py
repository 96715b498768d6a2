"""datapackage.json as typed objects (Data Package 2.0)."""

from __future__ import annotations

from typing import Annotated, Any, Literal, get_args

import msgspec
from msgspec import UNSET, Meta, UnsetType

from pipeline.package.models import Words
from pipeline.package.reports import Report
from pipeline.package.standard import Model

Line = Annotated[int, Meta(ge=1, le=9_999_999)]
Character = Annotated[str, Meta(pattern=r"\A[^\r\n]\Z")]


class Dialect(Model):
    """Table Dialect: the properties that reading needs, and `range`, the cells of a table in a sheet (`B4:H60`;
    `B4:H` ends above the first empty row). Rows are numbered as the sheet numbers them."""

    delimiter: Character = ","
    quote_char: Character = '"'
    header_rows: Annotated[list[Line], Meta(max_length=100)] = msgspec.field(default_factory=list)
    header_join: str = " "
    comment_rows: list[Line] = msgspec.field(default_factory=list)
    sheet_name: str = ""
    range: Annotated[str, Meta(pattern=r"\A([A-Z]{1,3}[1-9][0-9]{0,6}:[A-Z]{1,3}([1-9][0-9]{0,6})?)?\Z")] = ""


class Unpivot(Model):
    """How a wide table is made long: the columns that stay, and the names of the two that the others become: what
    stood above a cell, and the cell. An empty cell makes no row."""

    keep: list[str]
    name: str
    value: str


class Raw(Model):
    """The raw table that a published one is made from, and the department that sends it, or the `url` that
    `opendata fetch` gets it from. Without an `encoding` it is read only where the bytes can be in no other."""

    path: str
    schema: str
    url: str = ""
    encoding: str = ""
    department: str = ""
    unpivot: Unpivot | None = None
    dialect: Dialect = msgspec.field(default_factory=Dialect)


class Origin(Model):
    """Where the rows of a published table come from: a raw table, another published table, or what
    the run itself reports."""

    raw: Raw | None = None
    table: str | None = None
    report: Report | None = None


class Source(Model):
    """Data Package, sources."""

    title: str
    path: str


Form = Literal["csv", "excel", "nt", "ttl", "jsonld"]
FORMATS: tuple[Form, ...] = get_args(Form)


class Resource(Model):
    """Data Resource, with `origin` and titles in both languages, and the `formats` in which it is published: CSV
    always, and of a large table no JSON-LD."""

    name: str
    path: str
    schema: str
    titles: Words
    descriptions: Words
    origin: Origin
    sources: list[Source] = msgspec.field(default_factory=list)
    formats: list[Form] = msgspec.field(default_factory=lambda: list(FORMATS))
    type: Literal["table"] = "table"
    format: Literal["csv"] = "csv"
    mediatype: str = "text/csv"
    encoding: Literal["utf-8"] = "utf-8"


class Identity(Model):
    """Something that must be true between tables; see `validate/identities.py`.

    `total`: in each group of `by`, the `field` of rows that are not `whole` adds up to the row that is.
    `count`: the table has `expected` rows.
    `member`: every row's `field` is a `field` of the table `of`.
    `contains`: the text of `field` stands inside the text of `of`, in the same row.
    `same`: in each group of `by`, the `field` has one value where it has any.
    Of each, only the rows count that match `where` and do not match `exclude`.
    """

    name: str
    kind: Literal["total", "count", "member", "contains", "same"]
    table: str
    titles: Words
    field: str = ""
    by: list[str] = msgspec.field(default_factory=list)
    whole: dict[str, str] = msgspec.field(default_factory=dict)
    step: str = ""
    where: dict[str, str] = msgspec.field(default_factory=dict)
    exclude: dict[str, str] = msgspec.field(default_factory=dict)
    expected: int | None = None
    of: str = ""


class Named(Model):
    """Something with an address and a name: a scheme, an agent, a theme."""

    address: str
    titles: Words
    descriptions: Words | None = None


class Publisher(Named, kw_only=True):
    """Who publishes; `code` is the 全国地方公共団体コード, `kind` of the ADMS publisher types."""

    code: Annotated[str, Meta(pattern=r"\A[0-9]{6}\Z")]
    kind: str
    homepage: str


class Licence(Model):
    """Data Package, licenses."""

    name: str
    path: str
    title: str = ""


Day = Annotated[str, Meta(pattern=r"\A[0-9]{4}-[01][0-9]-[0-3][0-9]\Z")]


class Catalogue(Model):
    """What DCAT asks for beyond the tables. `issued` and `modified` are set by who publishes, not by the build."""

    catalog: Named
    series: Named
    fiscal_year: Annotated[str, Meta(pattern=r"\A(?:18(?:6[89]|[789][0-9])|19[0-9]{2}|2[0-9]{3})\Z")]  # since the eras
    issued: Day
    modified: Day
    publisher: Publisher
    contact: Named
    contact_page: str
    spatial: Named
    periodicity: str
    languages: list[str]
    themes: list[str]
    endpoint: str = ""  # where the release is asked in SPARQL


class Glance(Model):
    """A figure on the first page: the value of a field in the only row that is as in `where`, or, without a `field`,
    how many rows are. An empty text in `where` is a missing value; `suffix` stands behind the figure instead of the
    name of its unit."""

    titles: Words
    table: str
    field: str = ""
    where: dict[str, str] = msgspec.field(default_factory=dict)
    suffix: Words | None = None


class Overview(Model):
    """Rows of a `table` on the first page, under the rows that its field `by` refers to; of the row of `standing` with
    the same key its highlights, and of its field `field` the value in words."""

    table: str
    by: str
    standing: str
    field: str
    words: dict[str, Words]


class Theme(Model):
    """Resources that are listed together."""

    titles: Words
    resources: list[str]


class Site(Model):
    """What the first page of the site tells of the data, and how its resources are listed."""

    glance: list[Glance] = msgspec.field(default_factory=list)
    overview: Overview | None = None
    themes: list[Theme] = msgspec.field(default_factory=list)


class Pipeline(Model):
    """What this project adds to the package as a whole. `fiscal_years.address` has the variable `year`."""

    base: str
    units: str
    fiscal_years: Named
    catalogue: Catalogue
    prefixes: dict[str, str] = msgspec.field(default_factory=dict)
    identities: list[Identity] = msgspec.field(default_factory=list)
    site: Site = msgspec.field(default_factory=Site)


class Descriptor(Model):
    """Data Package 2.0."""

    name: str
    id: str
    version: str
    titles: Words
    descriptions: Words
    licenses: Annotated[list[Licence], Meta(min_length=1)]
    contributors: list[dict[str, Any]]
    sources: Annotated[list[Source], Meta(min_length=1)]
    pipeline: Pipeline
    resources: list[Resource]
    keywords: list[str] = msgspec.field(default_factory=list)
    homepage: str | None = None
    profile: str | UnsetType = msgspec.field(default=UNSET, name="$schema")
