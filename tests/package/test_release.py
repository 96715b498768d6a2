"""A finished release as the package that it was made of."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from pipeline.errors import Stop
from pipeline.package import load
from pipeline.package.release import RECEIVED, load_release
from tests.conftest import ROOT

OUTPUT = ROOT / "output"


def test_it_is_the_package_of_the_project() -> None:
    made, project = load_release(OUTPUT), load(ROOT)
    assert (made.published, made.raw, made.prefixes) == (project.published, project.raw, project.prefixes)
    assert made.descriptor.pipeline == project.descriptor.pipeline
    for one, other in zip(made.descriptor.resources, project.descriptor.resources, strict=True):
        assert replace(one, schema="", origin=other.origin) == replace(other, schema="")
        assert (one.origin.table, one.origin.report) == (other.origin.table, other.origin.report)
        assert (one.origin.raw and one.origin.raw.path) == (other.origin.raw and other.origin.raw.path)


def test_another_validator_reads_the_raw_tables_by_their_descriptor() -> None:
    from frictionless import Package, system

    with system.use_context(standards="v2", trusted=True):
        report = Package(str(OUTPUT / RECEIVED)).validate()
    assert report.valid, report.flatten(["type", "note"])
    assert len(report.tasks) == len(load(ROOT).raw)


def _without(key: str) -> Callable[[dict[str, Any]], object]:
    return lambda document: document.pop(key)


@pytest.mark.parametrize(
    ("path", "spoil", "code"),
    [
        (RECEIVED, _without("tables"), "E-RELEASE-FORM"),
        (RECEIVED, _without("resources"), "E-RELEASE-FORM"),
        (RECEIVED, lambda d: d["resources"].pop(), "E-RELEASE-FORM"),
        (RECEIVED, lambda d: d.update(tables=[]), "E-RELEASE-FORM"),
        (RECEIVED, lambda d: d["tables"]["kpis"].update({"from": {"goal": "nowhere"}}), "E-DESCRIPTOR"),
        ("datapackage.json", lambda d: d["resources"][0]["schema"]["fields"][0].update(more=1), "E-RELEASE-FORM"),
        ("datapackage.json", lambda d: d.update(resources=[5]), "E-RELEASE-FORM"),
        ("datapackage.json", lambda d: d["pipeline"].update(units="nothing"), "E-DESCRIPTOR"),
    ],
)
def test_descriptors_that_say_nonsense_are_a_problem(
    tmp_path: Path, path: str, spoil: Callable[[dict[str, Any]], object], code: str
) -> None:
    (tmp_path / "raw").mkdir()
    for name in ("datapackage.json", RECEIVED):
        shutil.copy(OUTPUT / name, tmp_path / name)
    document = json.loads((tmp_path / path).read_text("utf-8"))
    spoil(document)
    (tmp_path / path).write_text(json.dumps(document), "utf-8")
    with pytest.raises(Stop) as stop:
        load_release(tmp_path)
    assert {problem.code for problem in stop.value.problems} == {code}


def test_a_folder_without_descriptors_is_no_release(tmp_path: Path) -> None:
    with pytest.raises(Stop) as stop:
        load_release(tmp_path)
    assert [problem.code for problem in stop.value.problems] == ["E-RELEASE"]
