"""`opendata publish`: a finished release, to where people find it. Each way is a module here; none builds anything."""

from __future__ import annotations

from pathlib import Path

from pipeline.deliver import kit, static
from pipeline.deliver.bucket import Bucket
from pipeline.deliver.contents import release_in
from pipeline.deliver.folder import Folder
from pipeline.deliver.static import Delivered


def publish(to: str, folder: Path, url: str, since: Path | None, *, dry: bool) -> Delivered:
    """The release in a folder, delivered in one of the ways; where `dry`, what would be written. `since` is an earlier
    release, beside which an upload folder marks what has changed.

    Raises Stop: the problems of the release (`contents.release_in`), E-IMMUTABLE, E-READ-BACK, E-STORE; ImportError and
    ValueError where there is no library for the address.
    """
    release = release_in(folder)
    if to == "portal-kit":
        return kit.publish(release, Folder(Path(url)), release_in(since) if since else None, dry=dry)
    return static.publish(release, Bucket(url) if to == "s3" else Folder(Path(url)), dry=dry)
