"""What is delivered: the files of a finished release as its manifests list them, and what its descriptor says of it."""

from __future__ import annotations

import hashlib
import io
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import msgspec
from msgspec import Struct

from pipeline.check.hashes import digests_in, files_in, hash_problems
from pipeline.check.manifests import TAGMANIFEST, read_manifests
from pipeline.errors import Stop
from pipeline.files import regular_file, sha256_of
from pipeline.package import DESCRIPTOR
from pipeline.package.document import read_json
from pipeline.package.models import Words
from pipeline.problem import Problem, no_release
from pipeline.signature import SIGNATURE

_VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z.+_-]{0,99}")
LATEST = "latest"


@dataclass(frozen=True)
class Content:
    """Bytes to be delivered, in a file or here, and their SHA-256."""

    source: Path | bytes
    sha256: str

    def open(self) -> io.BufferedReader | io.BytesIO:
        """Raises OSError."""
        return self.source.open("rb") if isinstance(self.source, Path) else io.BytesIO(self.source)

    @cached_property
    def md5(self) -> str:
        """What S3 says of an object, where it can."""
        with self.open() as file:
            return hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()

    @property
    def size(self) -> int:
        """In bytes. Raises OSError."""
        return self.source.stat().st_size if isinstance(self.source, Path) else len(self.source)


def of_bytes(content: bytes) -> Content:
    """Content that is in no file."""
    return Content(content, hashlib.sha256(content).hexdigest())


class Licence(Struct):
    """A licence by its Open Definition name, or its address."""

    name: str = ""
    path: str = ""


class Source(Struct):
    """Where the data came from."""

    title: str = ""
    path: str = ""


class Table(Struct):
    """A table of a release, for people."""

    name: str
    path: str
    titles: Words
    descriptions: Words


class Publisher(Struct):
    """Who publishes, by the 全国地方公共団体コード."""

    code: str
    titles: Words


class Catalogue(Struct):
    """Of the catalogue, the publisher."""

    publisher: Publisher


class Pipeline(Struct):
    """The address of the release, and its catalogue."""

    base: str
    catalogue: Catalogue


class Descriptor(Struct):
    """Of the release's datapackage.json (Data Package 2.0), what delivering needs."""

    name: str
    version: str
    titles: Words
    resources: list[Table]
    pipeline: Pipeline
    id: str = ""
    profile: str = msgspec.field(name="$schema", default="")
    licenses: list[Licence] = []
    sources: list[Source] = []


@dataclass(frozen=True, slots=True)
class Release:
    """A finished release whose files are as its manifests say; the tag manifest, and its signature, are the last."""

    folder: Path
    descriptor: Descriptor
    files: dict[str, Content]


def release_in(folder: Path) -> Release:
    """The release in a folder. Raises Stop: E-RELEASE where it is none, E-RELEASE-FORM where its descriptor or version
    cannot be used, and what is wrong with its files (E-HASH, E-RELEASE-MISSING, E-RELEASE-EXTRA, E-PATH, E-FILE)."""
    if not (folder / DESCRIPTOR).exists():
        raise Stop([no_release(folder, DESCRIPTOR)])
    problems: list[Problem] = []
    document = read_json(folder, DESCRIPTOR, problems)
    problems += hash_problems(folder, digests_in(folder))
    if document is None or problems:
        raise Stop(problems)
    try:
        descriptor = msgspec.convert(document, Descriptor)
    except msgspec.ValidationError as error:
        raise Stop([_malformed(str(error))]) from error
    if not _VERSION.fullmatch(descriptor.version) or descriptor.version == LATEST:
        raise Stop([_malformed(f"no name of a folder: {descriptor.version!r}")])
    present = files_in(folder)
    listed, _ = read_manifests(folder, present)
    files = {path: Content(_place(folder, path), sha256) for path, sha256 in listed.items()}
    for path in (TAGMANIFEST, SIGNATURE):
        if path in present:
            place = _place(folder, path)
            files[path] = Content(place, sha256_of(place))
    return Release(folder, descriptor, files)


def _place(folder: Path, path: str) -> Path:
    place = regular_file(folder, path)
    if isinstance(place, Problem):
        raise Stop([place])
    return place


def _malformed(reason: str) -> Problem:
    return Problem("E-RELEASE-FORM", file=DESCRIPTOR, facts={"reason": reason})
