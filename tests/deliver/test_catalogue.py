"""What is delivered is what the catalogue of a release says, as far as it is there."""

from __future__ import annotations

import json
from pathlib import Path

from pipeline.deliver.catalogue import CATALOGUE, catalogue_of, distributions
from pipeline.deliver.contents import release_in
from tests.bags import seal
from tests.deliver.releases import small_release, stopped

DISTRIBUTED = "<https://example.jp/d> <http://www.w3.org/ns/dcat#downloadURL> <{base}data/{name}.csv> .\n"


def described(folder: Path, *names: str, instead: str = "") -> Path:
    """A release with the table `there`, whose catalogue lists others."""
    release = small_release(folder, "1", there="a\n1\n")
    base = json.loads((release / "datapackage.json").read_text("utf-8"))["pipeline"]["base"]
    (release / CATALOGUE).parent.mkdir()
    text = instead or "".join(DISTRIBUTED.format(base=base, name=name) for name in names)
    (release / CATALOGUE).write_text(text, "utf-8")
    return seal(release)


def test_a_file_that_the_catalogue_lists_is_found_with_its_bytes(tmp_path: Path) -> None:
    release = release_in(described(tmp_path / "release", "there"))
    (found,) = distributions(catalogue_of(release), release)
    with found.content.open() as file:
        assert (found.path, file.read()) == ("data/there.csv", b"a\n1\n")


def test_a_file_that_is_listed_and_not_there_is_missing(tmp_path: Path) -> None:
    release = release_in(described(tmp_path / "release", "there", "gone"))
    assert [code for code, *_ in stopped(lambda: distributions(catalogue_of(release), release))] == [
        "E-RELEASE-MISSING"
    ]


def test_a_catalogue_that_is_no_rdf_is_told(tmp_path: Path) -> None:
    release = release_in(described(tmp_path / "release", instead="<a"))
    assert [code for code, *_ in stopped(lambda: catalogue_of(release))] == ["E-RELEASE"]
