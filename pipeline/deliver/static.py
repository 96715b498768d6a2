"""A release as files that anyone can serve: a folder for each version, that never changes, and `latest.json`, which
says which is the newest and is switched when all of that is there and has been read back."""

from __future__ import annotations

import json
from dataclasses import dataclass

from pipeline.check.manifests import TAGMANIFEST
from pipeline.deliver.contents import LATEST, Release, of_bytes
from pipeline.deliver.place import Place, deliver, switch

POINTER = f"{LATEST}.json"


@dataclass(frozen=True, slots=True)
class Delivered:
    """The files that were written, or would be, how many were there, and whether the latest version is another now."""

    version: str
    written: list[str]
    there: int
    switched: bool = False


def publish(release: Release, place: Place, *, dry: bool) -> Delivered:
    """The release at a place. Stopped anywhere and run again it goes on where it was; a reader of `latest.json` is led
    to the old version or the new one, whole. Raises Stop: E-IMMUTABLE, E-READ-BACK, E-STORE."""
    version = release.descriptor.version
    written = deliver(place, version, release.files, dry=dry)
    pointer = {
        "version": version,
        "path": f"{version}/",
        "manifest": f"{version}/{TAGMANIFEST}",
        "sha256": release.files[TAGMANIFEST].sha256,
    }
    content = of_bytes(json.dumps(pointer, indent=2).encode() + b"\n")
    switched = switch(place, POINTER, content, version, dry=dry)
    written += [POINTER] if switched else []
    return Delivered(version, written, len(release.files) - len(written) + switched, switched)
