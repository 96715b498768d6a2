"""What an extra brings is not needed by who does without, and who needs it is told which one."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
from xlsxwriter import Workbook

from pipeline.errors import Missing, Stop
from pipeline.extras import EXTRAS, needed
from tests.conftest import ROOT

DO_WITHOUT = {"frictionless": "verify", "pyrudof": "fast", "pandas": "frames"}
HIDING = """
import sys

class Without:  # as if what is hidden were not installed: no finder finds it
    def __init__(self, finder): self.finder = finder
    def __getattr__(self, name): return getattr(self.finder, name)
    def find_spec(self, name, *more):
        return None if name.partition(".")[0] in hidden else self.finder.find_spec(name, *more)

hidden = set(sys.argv[1].split(","))
sys.meta_path[:] = map(Without, sys.meta_path)
from pipeline.cli import main
main(sys.argv[2:])
"""


def without(hidden: str, *arguments: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", HIDING, hidden, *arguments]
    env = {
        "PATH": "/usr/bin:/bin",
        "LANG": "en_GB.UTF-8",
        "PYTHONPATH": str(ROOT),
        "XDG_CACHE_HOME": str(cwd / "cache"),
    }
    return subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, timeout=120)


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new project with its release, and a workbook to add."""
    folder = tmp_path_factory.mktemp("extras") / "project"
    municipality = ("--code", "041009", "--name", "仙台市", "--name-en", "Sendai")
    assert without("-", "init", str(folder), *municipality).returncode == 0
    assert without("-", "build", "--quiet", cwd=folder).returncode == 0
    with Workbook(folder / "new.xlsx") as workbook:
        workbook.add_worksheet().write_row(0, 0, ("code", "value"))
    return folder


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("uvicorn", "serve"),
        ("starlette", "serve"),
        ("openpyxl", "add new.xlsx"),
        ("openpyxl", "build --report checked"),
        ("requests", "fetch"),
        ("urllib3", "fetch"),
        ("requests_toolbelt", "publish --to ckan --url https://ckan.example.jp/ --organization x"),
        ("minisign", "sign --key none.key"),
        ("minisign", "verify --public-key none.pub"),
        ("distributed", "validate --engine dask"),
        ("dask", "validate --engine dask"),
        ("upath", "validate --storage folder"),
        ("s3fs", "validate --storage s3://bucket/raw"),
        ("s3fs", "publish --to s3 --url s3://bucket/data"),
    ],
)
def test_a_verb_that_needs_what_is_not_installed_names_its_extra(started: Path, module: str, line: str) -> None:
    done = without(module, *line.split(), cwd=started)
    assert done.returncode == 2
    assert re.findall(r"error\[(.+?)\]", done.stderr) == ["E-EXTRA"]
    assert f'"{module}" is not installed' in done.stderr
    assert f"pip install 'opendata-pipeline[{EXTRAS[module]}]'" in done.stderr
    assert "Traceback" not in done.stderr
    assert "Read:" not in done.stderr  # no work was done in vain


def test_the_light_one_builds_the_same_release_and_verify_says_what_it_did_not_ask(started: Path) -> None:
    seal = started / "output" / "tagmanifest-sha256.txt"
    whole = seal.read_bytes()
    hidden = ",".join([*EXTRAS, *DO_WITHOUT])
    seal.write_bytes(b"")
    done = without(hidden, "build", "--fresh", cwd=started)
    assert (done.returncode, seal.read_bytes()) == (0, whole), done.stderr
    done = without(hidden, "verify", cwd=started)
    assert done.returncode == 0, done.stderr
    assert re.findall(r"\[(.-.+?)\]", done.stderr) == ["W-OUTSIDE"]


def test_every_module_of_an_extra_is_known_by_it() -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    assert set(declared) == {*EXTRAS.values(), *DO_WITHOUT.values(), "all", "dev"}
    [together] = declared["all"]
    assert set(declared) - {"all", "dev"} == set(re.findall(r"\w+", together.partition("[")[2]))
    modules = metadata.packages_distributions()
    for extra, requirements in declared.items():
        if extra in EXTRAS.values():
            names = {re.split("[<>=]", requirement)[0].replace("_", "-") for requirement in requirements}
            brought = {m for m, of in modules.items() if {name.replace("_", "-") for name in of} & names}
            known = {m for m in brought if m in EXTRAS}
            assert known
            assert all(EXTRAS[m] == extra or (m == "upath" and extra == "s3") for m in known)


def test_others_take_it_for_the_import_error_that_it_is() -> None:
    with pytest.raises(ImportError) as caught:
        raise Missing("uvicorn", "serve")
    assert isinstance(caught.value, Stop)
    assert (caught.value.name, [problem.code for problem in caught.value.problems]) == ("uvicorn", ["E-EXTRA"])
    needed("uvicorn")
