"""A folder is a release, or a problem says why it is none."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import Stop
from pipeline.package.reports import REPORTS
from pipeline.release.sides import opened
from tests.conftest import ROOT
from tests.release.making import field, made, table


def test_the_release_of_the_project_has_its_tables_titles_and_reports() -> None:
    side = opened(ROOT / "output")
    assert {name for name in side.documents if side.is_report(name)} == {*REPORTS}
    assert side.titles("kpis").ja == "KPI"
    assert side.address("kpi:kpi01") == f"{side.base}id/kpi/kpi01"
    assert next(side.rows("goals"))["goal"] == "citizen"


def test_a_table_without_titles_has_its_name(tmp_path: Path) -> None:
    assert made(tmp_path / "r", t=table(field("a"))).titles("t").en == "t"


def change(**said: Any) -> Callable[[Path], None]:
    """Puts this into the descriptor."""

    def put(folder: Path) -> None:
        path = folder / "datapackage.json"
        path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | said), "utf-8")

    return put


def resource(**schema: Any) -> Callable[[Path], None]:
    return change(resources=[{"name": "t", "path": "data/t.csv", "schema": {"fields": [field("a")]} | schema}])


def looked_up(**said: Any) -> Callable[[Path], None]:
    return resource(fields=[field("a"), field("b", derivation={"lookup": {"table": "t", "field": "a", **said}})])


def write(name: str, content: bytes) -> Callable[[Path], object]:
    return lambda folder: (folder / name).write_bytes(content)


@pytest.mark.parametrize(
    ("spoil", "code", "reason"),
    [
        (lambda f: (f / "datapackage.json").unlink(), "E-RELEASE", "datapackage.json"),
        (write("datapackage.json", b"{"), "E-DESCRIPTOR-JSON", "Expecting"),
        (write("datapackage.json", b"{}"), "E-RELEASE-FORM", "missing required field `version`"),
        (change(version=1), "E-RELEASE-FORM", "Expected `str`, got `int`"),
        (change(pipeline={}), "E-RELEASE-FORM", "missing required field `base`"),
        (change(resources=[{}]), "E-RELEASE-FORM", "no key 'path'"),
        (change(resources=["t"]), "E-RELEASE-FORM", "Expected `object`"),
        (resource(fields=[{}]), "E-RELEASE-FORM", "missing required field `name`"),
        (resource(primaryKey=["b"]), "E-RELEASE-FORM", "no field t.b"),
        (resource(aboutUrl="id/{b}"), "E-RELEASE-FORM", "no field t.b"),
        (looked_up(by="c"), "E-RELEASE-FORM", "no field t.c"),
        (looked_up(match={"a": "c"}), "E-RELEASE-FORM", "no field t.c"),
        (
            resource(fields=[field("a", derivation={"statusOf": "a"})]),
            "E-RELEASE-FORM",
            "no field t.a",
        ),
        (change(resources=[{"name": "../t", "path": "data/../t.csv", "schema": {"fields": []}}]), "E-FILE", "No such"),
        (lambda f: (f / "data/t.csv").unlink(), "E-FILE", "No such file"),
        (write("data/t.csv", b"b\n1\n"), "E-RELEASE-FORM", "the header is not the schema's fields"),
        (write("data/t.csv", b"a\n\xff\n"), "E-RELEASE-FORM", "can't decode"),
        (write("corrections.csv", b"resource,key\na,b\n"), "E-RELEASE-FORM", "empty: reason_ja"),
        (write("corrections.csv", b"\xff"), "E-RELEASE-FORM", "can't decode"),
    ],
)
def test_what_is_no_release(tmp_path: Path, spoil: Callable[[Path], object], code: str, reason: str) -> None:
    folder = made(tmp_path / "r", t=table(field("a"), rows=[{"a": "1"}])).folder
    spoil(folder)
    with pytest.raises(Stop) as stop:
        opened(folder)
    [problem] = stop.value.problems
    assert (problem.code, reason in problem.facts.get("reason", "")) == (code, True), problem


def test_a_file_is_no_release(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(Stop, match="E-RELEASE"):
        opened(tmp_path / "file")
