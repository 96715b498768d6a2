"""A new project: it builds at once, and takes a table."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.add import add
from pipeline.add.start import start
from pipeline.build import build, verify
from pipeline.errors import Stop
from pipeline.package import load
from tests.conftest import ROOT

SENDAI = ("041009", "仙台市", "Sendai City", "https://data.example.jp/sendai/", "2024")


def test_it_builds_at_once_and_takes_a_table(tmp_path: Path) -> None:
    folder = tmp_path / "sendai"
    assert "datapackage.json" in start(folder, *SENDAI)
    run = build(load(folder), lambda stage, count: None)
    assert run.problems == []
    (folder / "wards.csv").write_text('区名,人口\n青葉区,"311,590人"\n宮城野区,"196,603人"\n', "utf-8")
    add(load(folder), folder / "wards.csv")
    assert build(load(folder), lambda stage, count: None).published
    assert verify(folder / "output") == []
    assert (folder / "output/041009_open_data_list.csv").exists()


def test_the_template_is_what_this_project_has() -> None:
    template = ROOT / "pipeline/template"
    for path in (path for folder in ("raw", "schemas") for path in (template / folder).rglob("*.*")):
        assert path.read_bytes() == (ROOT / path.relative_to(template)).read_bytes()


@pytest.mark.parametrize("code", ["041008", "04100", "仙台市", ""])
def test_a_code_without_its_check_digit_is_refused(code: str, tmp_path: Path) -> None:
    with pytest.raises(Stop, match="E-INIT"):
        start(tmp_path / "new", code, *SENDAI[1:])
    assert not (tmp_path / "new").exists()


def test_a_folder_that_is_not_empty_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("", "utf-8")
    with pytest.raises(Stop, match="E-INIT"):
        start(tmp_path, *SENDAI)
