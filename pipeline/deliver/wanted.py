"""What a CKAN is to have of a release: a dataset with its fields, extras and tags, a resource for each distribution.

Names of extras and of fields of resources are those of ckanext-dcat (docs/mapping.md, profile euro_dcat_ap), lists
being JSON. A CKAN has one text for each: Japanese, with the English beside it as `title_en`, `notes_en`, `name_en`,
`description_en`. Three names are ours: `datapackage_id` (whose dataset it is), and of a resource `path` (which file of
the release it is) and `sha256`. The last is there although `hash` is too, because CKAN's DataPusher and XLoader put the
MD5 that they have computed into `hash`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.deliver.catalogue import Catalogue, Distribution, catalogue_of, dataset_of, distributions
from pipeline.deliver.contents import Content, Descriptor, Licence, Release

SHA256 = "http://spdx.org/rdf/terms#checksumAlgorithm_sha256"
FORMATS = {"RDF_TURTLE": "TTL", "RDF_N_TRIPLES": "NT", "JSON_LD": "JSON-LD"}
"""What CKANs call a file type of the EU's authority list, where they say it in another way."""
EXTRAS = {
    "identifier": "dcterms:identifier",
    "issued": "dcterms:issued",
    "modified": "dcterms:modified",
    "version_notes": "adms:versionNotes",
    "frequency": "dcterms:accrualPeriodicity",
    "spatial_uri": "dcterms:spatial",
    "access_rights": "dcterms:accessRights",
    "publisher_uri": "dcterms:publisher",
    "contact_uri": "dcat:contactPoint",
}
LISTS = {"theme": "dcat:theme", "language": "dcterms:language", "is_version_of": "dcterms:isVersionOf"}


@dataclass(frozen=True)
class File:
    """A file, its path in the release, by which a resource is known again, and the fields of its resource."""

    content: Content
    path: str
    fields: dict[str, Any]

    @property
    def name(self) -> str:
        """The last part of its path."""
        return self.path.rpartition("/")[2]


@dataclass(frozen=True)
class Wanted:
    """A dataset as it is to be; an extra or field that is empty is not to be there. `owner` is the `datapackage_id` by
    which a dataset is known to be this one."""

    name: str
    owner: str
    fields: dict[str, Any]
    extras: dict[str, str]
    tags: tuple[str, ...]
    files: tuple[File, ...]

    @property
    def version(self) -> str:
        """Of the release."""
        return str(self.fields["version"])


def wanted(release: Release, licences: Mapping[str, str]) -> Wanted:
    """The dataset of a release. `licences` are the addresses of those that the CKAN knows, by their ids. Raises Stop:
    E-RELEASE, E-RELEASE-MISSING, E-RELEASE-FORM, where its catalogue is none of it."""
    said, descriptor = catalogue_of(release), release.descriptor
    files = distributions(said, release)
    thing = dataset_of(said, files)
    publisher, contact = said.value(thing, "dcterms:publisher"), said.value(thing, "dcat:contactPoint")
    fields = {
        "title": said.text(thing, "dcterms:title", "ja"),
        "notes": said.text(thing, "dcterms:description", "ja"),
        "url": said.value(thing, "dcat:landingPage"),
        "version": descriptor.version,
        "license_id": _licence(descriptor.licenses, licences),
        "author": said.text(publisher, "foaf:name", "ja"),
        "maintainer": said.text(contact, "vcard:fn", "ja"),
    }
    keywords = (_tag(keyword) for keyword in said.values(thing, "dcat:keyword"))
    return Wanted(
        # the names that a CKAN takes (name_validator): fewer characters than those of a data package
        name=re.sub(r"[^a-z0-9_-]+", "-", descriptor.name.lower())[:100],
        owner=descriptor.id or descriptor.name,
        fields={key: value.strip() for key, value in fields.items()},
        extras=_extras(said, descriptor, thing, publisher, contact),
        tags=tuple(sorted({tag for tag in keywords if len(tag) >= 2})),
        files=tuple(File(one.content, one.path, _resource(said, one)) for one in files),
    )


def _extras(said: Catalogue, descriptor: Descriptor, thing: str, publisher: str, contact: str) -> dict[str, str]:
    period = said.value(thing, "dcterms:temporal")
    standards = {*said.values(thing, "dcterms:conformsTo"), *filter(None, [descriptor.profile])}
    extras = {
        "datapackage_id": descriptor.id or descriptor.name,
        "uri": thing,
        "title_en": said.text(thing, "dcterms:title", "en"),
        "notes_en": said.text(thing, "dcterms:description", "en"),
        **{name: said.value(thing, of) for name, of in EXTRAS.items()},
        **{name: _list(said.values(thing, of)) for name, of in LISTS.items()},
        "conforms_to": _list(sorted(standards)),
        "provenance": "\n".join(f"{source.title} {source.path}".strip() for source in descriptor.sources),
        "temporal_start": said.value(period, "dcat:startDate"),
        "temporal_end": said.value(period, "dcat:endDate"),
        "spatial_text": said.text(said.value(thing, "dcterms:spatial"), "rdfs:label", "ja"),
        "publisher_name": said.text(publisher, "foaf:name", "ja"),
        "publisher_url": said.value(publisher, "foaf:homepage"),
        "publisher_type": said.value(publisher, "dcterms:type"),
        "contact_name": said.text(contact, "vcard:fn", "ja"),
        "contact_email": said.value(contact, "vcard:hasEmail").removeprefix("mailto:"),
    }
    return {name: value.strip() for name, value in extras.items()}


def _resource(said: Catalogue, one: Distribution) -> dict[str, Any]:
    of = one.uri
    kind = said.value(of, "dcterms:format").rpartition("/")[2]
    return {
        "name": said.text(of, "dcterms:title", "ja"),
        "name_en": said.text(of, "dcterms:title", "en"),
        "description": said.text(of, "dcterms:description", "ja"),
        "description_en": said.text(of, "dcterms:description", "en"),
        "format": FORMATS.get(kind, kind),
        "mimetype": said.value(of, "dcat:mediaType").partition("/media-types/")[2],
        "license": said.value(of, "dcterms:license"),
        "conforms_to": _list(said.values(of, "dcterms:conformsTo")),
        "availability": said.value(of, "dcatap:availability"),
        "uri": of,
        "path": one.path,
        "hash": one.content.sha256,
        "hash_algorithm": SHA256,
        "sha256": one.content.sha256,
        "size": one.content.size,
    }


def _licence(licences: Sequence[Licence], known: Mapping[str, str]) -> str:
    """The id that the CKAN knows the first licence by (as an id, or as an address), else its own name."""
    if not licences:
        return ""
    name, path = licences[0].name, licences[0].path.rstrip("/")
    same = (own for own, url in known.items() if own.lower() == name.lower() or (path and url.rstrip("/") == path))
    return next(same, name)


def _tag(keyword: str) -> str:
    """A keyword as a CKAN takes a tag (tag_name_validator)."""
    return re.sub(r"[^\w .-]+", " ", keyword).strip()[:100]


def _list(values: list[str]) -> str:
    return json.dumps(values, ensure_ascii=False) if values else ""
