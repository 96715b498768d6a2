"""What has to be sent to a CKAN, from what it has to what it is to have. Pure.

Each file is sent by itself, with the fields of its resource; last the dataset, which then names the new version. A file
that is no longer in the release stays, marked as withdrawn, because others link to it. What people have added by hand
(groups, extras and resources of other names) stays too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.deliver.wanted import File, Wanted
from pipeline.errors import Stop
from pipeline.problem import Problem

WITHDRAWN = "http://publications.europa.eu/resource/authority/distribution-status/WITHDRAWN"
NOT_COMPARED = ("hash", "hash_algorithm")  # others write them; `sha256` is compared
Found = Mapping[str, Any]
"""A dataset as package_show gives it."""


@dataclass(frozen=True)
class Create:
    """A dataset that only its organisation sees, until it is finished."""

    fields: Mapping[str, Any]


@dataclass(frozen=True)
class Upload:
    """A file into a resource, or into a new one where `id` is empty."""

    file: File
    id: str
    fields: Mapping[str, Any]


@dataclass(frozen=True)
class Finish:
    """The fields of the dataset, and all of its extras, tags and resources in their order."""

    fields: Mapping[str, Any]
    withdrawn: tuple[str, ...]


Step = Create | Upload | Finish


def steps(found: Found | None, wanted: Wanted, organization: str) -> list[Step]:
    """All that has to be sent, in this order. `organization` is an id; empty: that of the dataset stays.

    Raises Stop: E-CKAN-OTHER, E-CKAN-DELETED.
    """
    if found is None:
        extras = [{"key": "datapackage_id", "value": wanted.owner}]
        fields = {"name": wanted.name, "title": wanted.fields["title"], "owner_org": organization}
        create = Create({**fields, "private": True, "extras": extras})
        found = {"private": True, "extras": extras, "owner_org": organization}
        return [create, *steps(found, wanted, organization)]
    if found.get("state") == "deleted":
        raise Stop([Problem("E-CKAN-DELETED", cell=wanted.name)])
    extras_found = {extra["key"]: extra["value"] for extra in found.get("extras", ())}
    if extras_found.get("datapackage_id") != wanted.owner:
        raise Stop([Problem("E-CKAN-OTHER", cell=wanted.name, facts={"id": wanted.owner})])
    resources = list(found.get("resources", ()))
    uploads = [upload for file in wanted.files if (upload := _upload(_of(file.path, resources), file))]
    by_id = {upload.id: upload.fields for upload in uploads if upload.id}
    then = [{**resource, **by_id.get(resource["id"], {})} for resource in resources]
    then += [dict(upload.fields) for upload in uploads if not upload.id]
    finish = _finish(found, then, extras_found, wanted, organization)
    return [*uploads, *([finish] if finish else [])]


def _of(path: str, resources: list[Any]) -> dict[str, Any] | None:
    return next((resource for resource in resources if resource.get("path") == path), None)


def _upload(resource: Found | None, file: File) -> Upload | None:
    fields = {name: value for name, value in file.fields.items() if value != ""}
    if resource is None:
        return Upload(file, "", fields)
    there = (resource.get("url_type"), resource.get("sha256"), resource.get("size"))
    return None if there == ("upload", file.content.sha256, file.content.size) else Upload(file, resource["id"], fields)


def _finish(
    found: Found, resources: list[dict[str, Any]], extras: dict[str, str], wanted: Wanted, organization: str
) -> Finish | None:
    """None where nothing of it would change."""
    fields = dict(wanted.fields)
    if "uri" not in extras:  # as it was created: it has never been finished
        fields["private"] = False
    if organization:
        fields["owner_org"] = organization
    all_extras = {**extras, **wanted.extras}
    of_files = [resource for file in wanted.files if (resource := _of(file.path, resources)) is not None]
    others = [resource for resource in resources if not any(resource is one for one in of_files)]
    gone = [resource for resource in others if resource.get("path") and resource.get("status") != WITHDRAWN]
    target = [_as_wanted(resource, file) for resource, file in zip(of_files, wanted.files, strict=True)]
    target += [_withdrawn(r, wanted.version) if any(r is one for one in gone) else r for r in others]
    same = (
        all(_text(found.get(name)) == _text(value) for name, value in fields.items())
        and {tag["name"] for tag in found.get("tags", ())} == set(wanted.tags)
        and {name: value for name, value in all_extras.items() if value} == extras
        and [_compared(resource) for resource in target] == [_compared(resource) for resource in resources]
    )
    if same:
        return None
    lists = {
        "extras": [{"key": name, "value": value} for name, value in all_extras.items() if value],
        "tags": [{"name": tag} for tag in wanted.tags],
        "resources": target,
    }
    return Finish({**fields, **lists}, tuple(resource["path"] for resource in gone))


def _as_wanted(resource: dict[str, Any], file: File) -> dict[str, Any]:
    kept = {name: value for name, value in resource.items() if name not in file.fields and name != "status"}
    return kept | {name: value for name, value in file.fields.items() if value != ""}


def _withdrawn(resource: dict[str, Any], version: str) -> dict[str, Any]:
    ja = f"【公開終了】{version}版からは公開物に含まれない。最後に公開した内容をそのまま残している。"
    en = f"[Withdrawn] Not in the release since version {version}; kept as it was last published."
    words = {
        "name": f"【公開終了】{resource.get('name') or ''}",
        "name_en": f"[Withdrawn] {resource.get('name_en') or ''}",
        "description": f"{ja}\n\n{resource.get('description') or ''}",
        "description_en": f"{en}\n\n{resource.get('description_en') or ''}",
    }
    return {**resource, **{name: text.strip() for name, text in words.items()}, "status": WITHDRAWN}


def _compared(resource: Found) -> dict[str, str]:
    return {name: text for name, value in resource.items() if name not in NOT_COMPARED and (text := _text(value))}


def _text(value: object) -> str:
    """As it is compared: CKAN says None for what is empty, and takes off spaces around some texts."""
    return "" if value is None else str(value).strip()
