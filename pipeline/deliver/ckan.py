"""CKAN's Action API (docs.ckan.org, api/): what is read, and what is written so that sending it twice does no harm.

Everything but the creation is one `package_revise` (CKAN 2.9) that says which state of the dataset it changes
(`metadata_modified`). A request that has arrived although its answer was lost, or that a killed run has left behind,
makes the next one not match: then the dataset is read again. `resource_create` would add a second resource.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any, TypeVar

import msgspec
import requests
from msgspec import Struct
from requests_toolbelt import MultipartEncoder

from pipeline.deliver.steps import Create, Found, Step, Upload
from pipeline.errors import Stop
from pipeline.problem import Problem
from pipeline.web import BUSY, Answer, Patience, send

Shape = TypeVar("Shape")
QUOTED = 300
"""Characters of what a server says that are shown."""


@dataclass(frozen=True)
class Site:
    """A CKAN by its checked address, and who asks."""

    url: str
    token: str = field(repr=False)
    session: requests.Session

    @property
    def host(self) -> str:
        """Of the address, as problems name it."""
        return self.url.partition("://")[2].partition("/")[0]

    def hidden(self, text: str) -> str:
        """Without the token, and without what a terminal would obey."""
        return re.sub(r"[\x00-\x1f\x7f-\x9f]+", " ", text.replace(self.token, "***") if self.token else text)


class _Extra(Struct):
    key: str
    value: Any


class _Tag(Struct):
    name: str


class _Resource(Struct):
    id: str


class _Dataset(Struct):
    """Of a dataset, what is relied on."""

    id: str
    metadata_modified: str
    resources: list[_Resource]
    extras: list[_Extra] = []
    tags: list[_Tag] = []


class Organization(Struct):
    """One that a user may publish for."""

    id: str
    name: str


class Licence(Struct):
    """One that a CKAN knows."""

    id: str
    url: str | None = None


def dataset(site: Site, name: str) -> Found | None:
    """The dataset as the CKAN has it, or None. Raises Stop as `read` does."""
    found = read(site, "package_show", id=name)
    return None if found is None else _is_dataset(site, found)


def organizations(site: Site) -> list[Organization]:
    """Those that the token may publish for; none, too, where the CKAN does not know it. Raises Stop as `read` does."""
    found = read(site, "organization_list_for_user", permission="create_dataset")
    return _as(site, found, list[Organization]) if found else []


def licences(site: Site) -> list[Licence]:
    """Raises Stop as `read` does."""
    found = read(site, "license_list")
    return _as(site, found, list[Licence]) if found else []


def _is_dataset(site: Site, found: object) -> Found:
    _as(site, found, _Dataset)
    assert isinstance(found, dict)
    return found


def _as(site: Site, found: object, shape: type[Shape]) -> Shape:
    try:
        return msgspec.convert(found, shape)
    except msgspec.ValidationError as error:
        facts = {"host": site.host, "reason": f"not as a CKAN answers: {_quoted(site, str(error))}"}
        raise Stop([Problem("E-WEB-ANSWER", facts=facts)]) from error


def read(site: Site, action: str, **parameters: str) -> Any:
    """The result of an action that changes nothing, or None where there is no such thing.

    Raises Stop: E-CKAN-REFUSED, E-WEB-ANSWER, E-WEB-BUSY, E-WEB-CONNECTION, E-WEB-REDIRECT.
    """
    patience = Patience()
    while True:
        found = _ask(site, "GET", action, params=parameters)
        if not isinstance(found, Answer | Problem):
            return found
        patience.after(found, site.host)


def take(site: Site, step: Step, found: Found | None) -> Found | Answer | Problem:
    """The dataset after a step; or what stood in its way, after which the dataset is to be read again.

    Raises Stop as `read` does, and E-CKAN-INVALID, E-CKAN-SIZE.
    """
    if isinstance(step, Create):
        return _written(site, _ask(site, "POST", "package_create", step, json=dict(step.fields)))
    assert found is not None
    match = {"id": found["id"], "metadata_modified": found["metadata_modified"]}
    with ExitStack() as opened:
        if isinstance(step, Upload):
            item = f"update__resources__{step.id or -1}"
            file = opened.enter_context(step.file.content.open())
            body = MultipartEncoder(
                {
                    "match": json.dumps(match),
                    item if step.id else "update__resources__extend": json.dumps(
                        dict(step.fields) if step.id else [dict(step.fields)]
                    ),
                    f"{item}__upload": (step.file.name, file, "application/octet-stream"),
                }
            )
            request = {"data": body, "headers": {"Content-Type": body.content_type}}
        else:
            replaced = ["-extras", "-tags", "-resources"]
            request = {"json": {"match": match, "filter": replaced, "update": dict(step.fields)}}
        done = _ask(site, "POST", "package_revise", step, **request)
    return _written(site, done.get("package") if isinstance(done, dict) else done)


def _written(site: Site, done: Any) -> Found | Answer | Problem:
    if done is None:  # another has deleted it meanwhile
        return Problem("E-CKAN-INVALID", facts={"host": site.host, "reason": "there is no such dataset"})
    return done if isinstance(done, Answer | Problem) else _is_dataset(site, done)


def _ask(site: Site, method: str, action: str, step: Step | None = None, **request: Any) -> Any:
    """The result, None for 404, or what another try may mend."""

    def known(sent: requests.PreparedRequest) -> requests.PreparedRequest:
        if site.token:
            sent.headers["Authorization"] = site.token
        return sent

    # as `auth`, because requests would rather believe ~/.netrc than a header
    url = f"{site.url}/api/3/action/{action}"
    answer = send(site.session, method, url, hidden=site.hidden, auth=known, **request)
    return answer if isinstance(answer, Problem) or answer.status in BUSY else _result(site, answer, action, step)


def _result(site: Site, answer: Answer, action: str, step: Step | None) -> Any:
    said, facts = _said(answer), {"host": site.host}
    error = said.get("error") if isinstance(said, dict) else said
    facts["reason"] = _quoted(site, error if error else answer.content.decode("utf-8", "replace"))
    if answer.status == 200 and isinstance(said, dict) and said.get("success") is True and "result" in said:
        return said["result"]
    if answer.status in (401, 403):
        raise Stop([Problem("E-CKAN-REFUSED", facts=facts)])
    if answer.status == 413 or (isinstance(error, dict) and "upload" in error and isinstance(step, Upload)):
        size = f"{step.file.content.size:,}" if isinstance(step, Upload) else ""
        path = step.file.path if isinstance(step, Upload) else action
        raise Stop([Problem("E-CKAN-SIZE", file=path, facts={**facts, "size": size})])
    if answer.status == 404 and isinstance(error, dict) and error.get("__type") == "Not Found Error":
        return None
    if answer.status == 409 and isinstance(error, dict):
        problem = Problem("E-CKAN-INVALID", facts=facts)
        if "match" in error or (isinstance(step, Create) and "name" in error):
            return problem  # another has changed or made it meanwhile
        raise Stop([problem])
    if "Action name not known" in facts["reason"]:
        facts["reason"] = f"it has no {action}: CKAN 2.9 or newer is needed"
    else:
        facts["reason"] = f"status {answer.status}, {facts['reason']}"
    raise Stop([Problem("E-WEB-ANSWER", facts=facts)])


def _said(answer: Answer) -> Any:
    try:
        return json.loads(answer.content)
    except (ValueError, RecursionError):
        return None


def _quoted(site: Site, said: object) -> str:
    """What a server says, in one line that is cut, without the token."""
    if isinstance(said, Mapping):
        said = {name: value for name, value in said.items() if name != "__type"}
    text = said if isinstance(said, str) else json.dumps(said, ensure_ascii=False)
    text = " ".join(site.hidden(text).split())
    return text if len(text) <= QUOTED else text[:QUOTED] + "…"
