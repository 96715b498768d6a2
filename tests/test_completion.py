"""What TAB offers in a shell."""

from __future__ import annotations

import os
import pty
import select
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.shell_completion import BashComplete

from pipeline.commands import commands
from pipeline.completion import SHELLS, VARIABLE
from tests.conftest import ROOT, Opendata

BASH = """
source <(opendata completion bash)
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
_opendata_completion opendata
printf '%s\\n' "${COMPREPLY[@]}"
"""


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """In which `opendata` is a command."""
    folder = tmp_path_factory.mktemp("bin")
    command = folder / "opendata"
    command.write_text(f'#!/bin/sh\nexec {sys.executable} -m pipeline "$@"\n')
    command.chmod(0o755)
    return {"PATH": f"{folder}:/usr/bin:/bin", "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8", "TERM": "dumb"}


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("opendata exp", ["explain", "export"]),
        ("opendata build --eng", ["--engine"]),
        ("opendata build --engine d", ["dask"]),
        ("opendata completion ", ["bash", "zsh", "fish"]),
        ("opendata validate kpi_a", ["kpi_achievement"]),
        ("opendata validate kpis kpi", ["kpi_observations", "kpi_reported_rates", "kpi_achievement"]),
        ("opendata fetch muni", ["municipalities"]),
        ("opendata export goa", ["goals"]),
        ("opendata explain kpi_achievement kpi1", ["kpi10", "kpi11", "kpi12"]),
        ("opendata explain kpi_observations kpi09/", ["kpi09/2021", "kpi09/2023"]),
        ("opendata explain kpi_achievement kpi01 achievement_", ["achievement_rate", "achievement_status"]),
        ("opendata explain --release nowhere kpi_achievement kpi1", []),
        ("opendata explain --project nowhere k", []),
        ("opendata errors e-quant", ["E-QUANTITY"]),
        ("opendata diff out", ["output"]),
    ],
)
def test_what_could_come_next_is_offered(line: str, offered: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    *words, begun = line.split(" ")[1:]
    completion = BashComplete(commands(), {}, "opendata", VARIABLE)
    assert [item.value for item in completion.get_completions(words, begun)] == offered


def test_bash_is_offered_the_same(environment: dict[str, str]) -> None:
    words = ["opendata", "explain", "kpi_achievement", "kpi1"]
    command = ["bash", "--norc", "-c", BASH, "bash", *words]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60)
    assert (done.stdout.split(), done.stderr) == (["kpi10", "kpi11", "kpi12"], "")


def test_a_press_of_tab_completes_a_verb_and_a_file(environment: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "a_table.csv").touch()
    process, terminal = pty.fork()
    if process == 0:
        os.chdir(tmp_path)
        os.execvpe("bash", ["bash", "--norc", "--noprofile", "-i"], environment)
    try:
        os.write(terminal, b"PS1=; source <(opendata completion bash); echo re''ady\n")
        _until(terminal, b"ready")
        os.write(terminal, b"opendata expla\t")
        assert b"opendata explain " in _until(terminal, b"explain ")
        os.write(terminal, b"\x15opendata add a_t\t")
        assert b"a_table.csv" in _until(terminal, b"a_table.csv")
    finally:
        os.close(terminal)
        os.waitpid(process, 0)


def _until(terminal: int, wanted: bytes) -> bytes:
    seen, end = b"", time.monotonic() + 60
    while wanted not in seen and time.monotonic() < end:
        if select.select([terminal], [], [], 1)[0]:
            seen += os.read(terminal, 4096)
    return seen


@pytest.mark.parametrize("shell", SHELLS)
def test_a_script_is_one_that_its_shell_reads(opendata: Opendata, shell: str) -> None:
    script = opendata("completion", shell).stdout
    assert f"_OPENDATA_COMPLETE={shell}_complete" in script
    if shutil.which(shell):
        done = subprocess.run([shell, "-n", "/dev/stdin"], input=script, capture_output=True, text=True, timeout=60)
        assert (done.returncode, done.stderr) == (0, "")


def test_to_complete_nothing_heavy_is_imported() -> None:
    code = (
        "import os, sys\nfrom pipeline.cli import main\n"
        "os.environ |= {'_OPENDATA_COMPLETE': 'bash_complete', 'COMP_CWORD': '3'}\n"
        "os.environ['COMP_WORDS'] = 'opendata explain kpi_achievement kpi12'\n"
        "try: main()\nexcept SystemExit: pass\n"
        "print(sorted({'pandas', 'pyarrow', 'msgspec', 'rich', 'jinja2', 'pipeline.package'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["plain,kpi12", "[]"]
