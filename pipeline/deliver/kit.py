"""An upload folder for a portal that takes files by hand: the files under the names that its users expect, the
catalogue list, and what to do with them, step by step, in Japanese and English.

What is to be filled in has the names of the 自治体標準オープンデータセット「オープンデータ一覧」, since no portal's
own form is known; the values are those of the list in the release.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from pipeline.deliver.contents import Content, Release, Table, of_bytes
from pipeline.deliver.instructions import FIELDS, WORDS
from pipeline.deliver.place import Place, deliver
from pipeline.deliver.static import Delivered
from pipeline.errors import Stop
from pipeline.language import Language
from pipeline.problem import Problem
from pipeline.report.templates import rendered

Status = Literal["", "new", "changed", "unchanged"]
Row = Mapping[str, str]
_FORMS = (("excel/{name}.csv", "csv"), ("data/{name}.csv", "csv"), ("rdf/{name}.ttl", "ttl"))
"""What of a table is uploaded: of each ending the first that there is. The copy for Excel goes before the canonical
CSV: people open it by a double click."""
_PAGES: dict[Language, str] = {"ja": "instructions.ja.html", "en": "instructions.en.html"}


@dataclass(frozen=True, slots=True)
class File:
    """A file to upload: its name there, where it is in the release, what the list says of it, and what has become of
    it since an earlier release."""

    name: str
    path: str
    row: Row
    content: Content
    size: int
    status: Status


@dataclass(frozen=True, slots=True)
class Dataset:
    """A dataset of the portal with its files; `status` is that of its words."""

    table: Table
    status: Status
    files: Sequence[File] = field(default_factory=list)

    @property
    def row(self) -> Row:
        return self.files[0].row


def publish(release: Release, place: Place, since: Release | None, *, dry: bool) -> Delivered:
    """The upload folder at a place. Raises Stop: E-IMMUTABLE where something else is there, E-READ-BACK, E-STORE,
    E-RELEASE-FORM where the release has no catalogue list."""
    contents = kit(release, since)
    written = deliver(place, "", contents, dry=dry)
    return Delivered(release.descriptor.version, written, len(contents) - len(written))


def kit(release: Release, since: Release | None = None) -> dict[str, Content]:
    """The files of the folder by their names, the instructions last. The same release gives the same bytes."""
    datasets = list(_datasets(release, since))
    contents = {file.name: file.content for dataset in datasets for file in dataset.files}
    listed = _list(release)
    contents[listed] = release.files[listed]
    names = {file.name for dataset in _datasets(since, None) for file in dataset.files} if since else set()
    gone = sorted(names - contents.keys())
    for language, page in _PAGES.items():
        contents[page] = of_bytes(_page(language, release, datasets, listed, gone).encode())
    return contents


def _datasets(release: Release, since: Release | None) -> Iterator[Dataset]:
    rows, before = _rows(release), _rows(since) if since else {}
    for table in release.descriptor.resources:
        if not table.path.startswith("data/"):
            continue
        files: dict[str, File] = {}
        for pattern, ending in _FORMS:
            path = pattern.format(name=table.name)
            if ending not in files and path in rows and path in release.files:
                files[ending] = _file(release, since, table, path, ending, rows[path])
        if files:
            first = next(iter(files.values()))
            yield Dataset(table, _words_since(first.row, before.get(first.path), since), [*files.values()])


def _file(release: Release, since: Release | None, table: Table, path: str, ending: str, row: Row) -> File:
    content = release.files[path]
    status: Status = ""
    if since:
        status = "new" if path not in since.files else "unchanged"
        if path in since.files and since.files[path].sha256 != content.sha256:
            status = "changed"
    name = f"{release.descriptor.pipeline.catalogue.publisher.code}_{table.name}.{ending}"
    return File(name, path, row, content, content.size, status)


def _words_since(row: Row, before: Row | None, since: Release | None) -> Status:
    if since is None:
        return ""
    if before is None:
        return "new"
    return "unchanged" if all(row.get(name) == before.get(name) for name in FIELDS) else "changed"


def _list(release: Release) -> str:
    """The path of the catalogue list."""
    path = f"{release.descriptor.pipeline.catalogue.publisher.code}_open_data_list.csv"
    if path not in release.files:
        raise Stop([Problem("E-RELEASE-MISSING", file=path)])
    return path


def _rows(release: Release) -> dict[str, Row]:
    """The rows of the catalogue list, by the path of the file in the release."""
    with release.files[_list(release)].open() as file:
        text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
        try:
            rows = list(csv.DictReader(text, restval="", strict=True))
            base = release.descriptor.pipeline.base
            return {row["ファイル_ダウンロードURL"].removeprefix(base): row for row in rows}
        except (ValueError, KeyError, csv.Error) as error:
            raise Stop([Problem("E-RELEASE-FORM", file=_list(release), facts={"reason": "it is damaged"})]) from error


def _page(language: Language, release: Release, datasets: Sequence[Dataset], listed: str, gone: Sequence[str]) -> str:
    return rendered(
        "pipeline.deliver",
        "kit.html.j2",
        language=language,
        w=WORDS[language],
        fields={name: words[language] for name, words in FIELDS.items()},
        version=release.descriptor.version,
        title=release.descriptor.titles[language],
        publisher=release.descriptor.pipeline.catalogue.publisher.titles[language],
        datasets=datasets,
        listed=listed,
        gone=gone,
        compared=any(dataset.status for dataset in datasets) or bool(gone),
    )
