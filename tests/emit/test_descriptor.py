"""The release's descriptor, judged by the profile of the specification and by what it says."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT

PROFILE = ROOT.parent / "shared" / "conformance" / "datapackage-2.0" / "datapackage.json"
DESCRIPTOR: dict[str, Any] = json.loads((ROOT / "output" / "datapackage.json").read_text("utf-8"))


@pytest.mark.skipif(not PROFILE.exists(), reason="the Data Package 2.0 profile is not on this machine (../shared)")
@pytest.mark.parametrize("path", ["datapackage.json", "output/datapackage.json"])
def test_it_is_valid_against_the_official_profile(path: str) -> None:
    import jsonschema

    profile = json.loads(PROFILE.read_text("utf-8"))
    document = json.loads((ROOT / path).read_text("utf-8"))
    validator = jsonschema.validators.validator_for(profile)(profile)
    assert [error.message for error in validator.iter_errors(document)] == []
    document["resources"][0]["name"] = 5
    assert list(validator.iter_errors(document))  # and the profile can say no


@pytest.mark.parametrize("resource", DESCRIPTOR["resources"], ids=lambda r: str(r["name"]))
def test_every_file_is_described(resource: dict[str, Any]) -> None:
    content = (ROOT / "output" / resource["path"]).read_bytes()
    assert resource["bytes"] == len(content)
    assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
    header = content.decode("utf-8-sig").splitlines()[0].split(",")
    assert [field["name"] for field in resource["schema"]["fields"]] == header
    assert all(name.isascii() for name in header)
    for part in (resource, *resource["schema"]["fields"]):
        assert part["title"]
        assert part["description"]
        assert set(part["titles"]) == set(part["descriptions"]) == {"ja", "en"}
        assert part["titles"]["en"].isascii()


def test_both_kinds_of_csv_are_declared() -> None:
    paths = {resource["path"] for resource in DESCRIPTOR["resources"]}
    assert paths == {
        str(path.relative_to(ROOT / "output"))
        for folder in ("data", "excel")
        for path in (ROOT / "output" / folder).glob("*.csv")
    }
    assert all(
        r["path"].startswith("data/") or r["dialect"] == {"lineTerminator": "\r\n"} for r in DESCRIPTOR["resources"]
    )


def test_nothing_of_the_workshop_is_published() -> None:
    text = (ROOT / "output" / "datapackage.json").read_text("utf-8")
    assert not {"notation", "origin", "from"} & {
        key for r in DESCRIPTOR["resources"] for f in r["schema"]["fields"] for key in f
    }
    assert "schemas/raw" not in text
    assert str(Path.home()) not in text
