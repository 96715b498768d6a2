"""Installed as a user would: a source distribution, the wheel made of it, and a project outside the repository."""

from __future__ import annotations

import re
import subprocess
import sys
import tarfile
import urllib.request
import venv
import zipfile
from pathlib import Path
from sysconfig import get_path

import pytest

from pipeline import __version__
from tests.conftest import ROOT

BUILDING = "import sys; from hatchling import build; print(build.build_{}(sys.argv[1]))"


def built(kind: str, source: Path, folder: Path) -> Path:
    command = [sys.executable, "-c", BUILDING.format(kind), str(folder)]
    done = subprocess.run(command, cwd=source, check=True, capture_output=True, text=True)
    return folder / done.stdout.split()[-1]


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The source distribution, unpacked."""
    folder = tmp_path_factory.mktemp("sdist")
    with tarfile.open(built("sdist", ROOT, folder)) as archive:
        archive.extractall(folder, filter="data")
    return folder / f"opendata_pipeline-{__version__}"


@pytest.fixture(scope="module")
def wheel(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built("wheel", source, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with the wheel, to which the libraries that it needs are lent."""
    folder = tmp_path_factory.mktemp("installed") / "venv"
    venv.create(folder, symlinks=True)
    python = folder / "bin" / "python"
    pip = [sys.executable, "-m", "pip", f"--python={python}", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "install", "--no-deps", "--no-index", "--no-compile", str(wheel)], check=True)
    [libraries] = folder.glob("lib/python*/site-packages")
    (libraries / "lent.pth").write_text(get_path("platlib"))
    return folder


def test_a_source_distribution_has_the_program_and_nothing_of_the_data(source: Path) -> None:
    assert {path.name for path in source.iterdir()} == {
        *(".gitignore", "LICENSE", "PKG-INFO", "README.ja.md", "README.md", "docs", "pipeline", "pyproject.toml"),
    }
    assert [path.name for path in (source / "docs").iterdir()] == ["man"]


def test_a_wheel_has_every_file_of_the_program(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    files = {path.relative_to(ROOT).as_posix() for path in (ROOT / "pipeline").rglob("*") if path.is_file()}
    assert {name for name in names if name.startswith("pipeline/")} == {f for f in files if not f.endswith(".pyc")}
    other = {name.partition("/")[0].rpartition(".")[2] for name in names if not name.startswith("pipeline/")}
    assert other == {"dist-info", "data"}


def test_an_installed_one_starts_builds_verifies_explains_and_serves_a_project(installed: Path, tmp_path: Path) -> None:
    home = {"PATH": f"{installed / 'bin'}:/usr/bin:/bin", "HOME": str(tmp_path), "LANG": "en_GB.UTF-8"}

    def opendata(*arguments: str, cwd: Path) -> str:
        done = subprocess.run(["opendata", *arguments], cwd=cwd, env=home, capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    where = [str(installed / "bin" / "python"), "-c", "import pipeline; print(pipeline.__file__)"]
    assert subprocess.check_output(where, cwd=tmp_path, text=True).startswith(str(installed))
    assert opendata("--version", cwd=tmp_path) == f"opendata, version {__version__}\n"
    opendata("init", "demo", "--code", "041009", "--name", "仙台市", "--name-en", "Sendai", cwd=tmp_path)
    project = tmp_path / "demo"
    (project / "parks.csv").write_text("code,面積\np1,12ha\np2,3ha\n", "utf-8")
    opendata("add", "parks.csv", "--name", "parks", cwd=project)
    assert "built output/" in opendata("build", cwd=project)
    assert "not checked: signature" in opendata("verify", cwd=project)
    assert "raw/parks.csv" in opendata("explain", "parks", "p1", "code", cwd=project)
    page = (project / "output" / "site" / "index.html").read_bytes()
    assert (installed / "share" / "man" / "man1" / "opendata.1").exists()

    command = ["opendata", "serve", "--port", "0", "--quiet"]
    with subprocess.Popen(command, cwd=project, env=home, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout
            address = server.stdout.readline().strip()
            assert re.fullmatch(r"http://127\.0\.0\.1:\d+/", address)
            with urllib.request.urlopen(address, timeout=60) as answer:
                assert answer.read() == page
        finally:
            server.terminate()
