"""A table of a release as a stream is what the release holds."""

from __future__ import annotations

import gzip
import io
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pytest

import pipeline.export
from pipeline.errors import Stop
from pipeline.export import export
from pipeline.package import load
from tests.conftest import ROOT, Opendata

TABLES = [resource.name for resource in load(ROOT).descriptor.resources]


def exported(table: str, form: str, compression: str = "") -> bytes:
    sink = io.BytesIO()
    sink.close = lambda: None  # type: ignore[method-assign]
    export(load(ROOT), ROOT / "output", table, form, compression, sink)
    return sink.getvalue()


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("form", ["nt", "ttl"])
def test_it_is_the_file_of_the_release(table: str, form: str) -> None:
    assert exported(table, form) == (ROOT / f"output/rdf/{table}.{form}").read_bytes()


def test_in_whatever_parts_it_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline.export, "ROWS", 3)
    monkeypatch.setattr("pipeline.read.pieces.SIZE", 500)
    assert exported("initiatives", "nt") == (ROOT / "output/rdf/initiatives.nt").read_bytes()


def test_compressed() -> None:
    whole = (ROOT / "output/rdf/kpis.nt").read_bytes()
    assert gzip.decompress(exported("kpis", "nt", "gzip")) == whole
    assert pa.CompressedInputStream(pa.BufferReader(exported("kpis", "nt", "zstd")), "zstd").read() == whole


def test_a_table_that_is_not_there_and_one_with_another_header(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data/kpis.csv").write_text("kpi,goal\n", "utf-8")
    (tmp_path / "data/units.csv").write_bytes((ROOT / "output/data/units.csv").read_bytes() + b"\xff\n")
    found = {"nothing": "E-TARGET", "kpis": "E-RELEASE-FORM", "goals": "E-FILE", "units": "E-BYTE"}
    for table, code in found.items():
        with pytest.raises(Stop) as stop:
            export(load(ROOT), tmp_path, table, "nt", "", io.BytesIO())
        assert [problem.code for problem in stop.value.problems] == [code]


def test_from_the_command_line(opendata: Opendata, tmp_path: Path) -> None:
    assert opendata("export", "kpis", "--output", str(tmp_path / "k.nt")).returncode == 0
    assert (tmp_path / "k.nt").read_bytes() == (ROOT / "output/rdf/kpis.nt").read_bytes()
    assert "E-TARGET" in opendata("export", "nothing").stderr


def test_a_reader_that_stops_reading_is_no_bug() -> None:
    command = f"{sys.executable} -m pipeline export audit | head -n 1"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.stdout.count("\n"), done.stderr) == (1, "")


def test_a_disk_that_is_full_is_a_problem() -> None:
    command = f"{sys.executable} -m pipeline export goals --lang en > /dev/full"
    done = subprocess.run(["bash", "-c", command], cwd=ROOT, capture_output=True, text=True, check=False)
    said = "error[E-DISK] cannot write to the disk: No space left on device"
    assert (done.returncode, done.stderr.partition("\n")[0]) == (4, said)
