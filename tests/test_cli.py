"""The command as its users meet it: a process of its own, exit status, and both languages."""

from __future__ import annotations

import csv
import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipeline.language import LOCALE, choose
from pipeline.problem import Problem
from pipeline.report.catalogue import message
from tests.conftest import ROOT, Opendata

JAPANESE = re.compile("[぀-ヿ一-鿿]")
PATHS = {"PYTHONPATH": str(ROOT)}


@pytest.mark.parametrize("verb", [(), ("build",)])  # the others: tests/test_usage.py
def test_help_speaks_both_languages(opendata: Opendata, verb: tuple[str, ...]) -> None:
    japanese = opendata(*verb, "--help", LANG="ja_JP.UTF-8").stdout
    english = opendata(*verb, "--help", "--lang", "en", LANG="ja_JP.UTF-8").stdout
    assert JAPANESE.search(japanese)
    assert not JAPANESE.search(english)
    assert "Show this message" not in japanese


@pytest.mark.parametrize(
    ("arguments", "environment", "language"),
    [
        ([], {}, "ja"),
        ([], {"LANG": "C.UTF-8"}, "ja"),
        ([], {"LANG": "en_GB.UTF-8"}, "en"),
        ([], {"LC_ALL": "ja_JP.UTF-8", "LANG": "en_GB.UTF-8"}, "ja"),
        ([], {"OPENDATA_LANG": "en", "LC_ALL": "ja_JP.UTF-8"}, "en"),
        (["build", "--lang", "en"], {"OPENDATA_LANG": "ja"}, "en"),
        (["--lang=ja", "build"], {"LANG": "en_GB.UTF-8"}, "ja"),
    ],
)
def test_the_language_is_chosen_by_option_then_environment(
    arguments: list[str], environment: dict[str, str], language: str
) -> None:
    assert choose(arguments, environment) == language


@pytest.mark.parametrize(
    ("arguments", "heavy"),
    [
        (["--help"], {"pandas", "frictionless", "pyarrow", "msgspec", "rich"}),
        (["validate", "-q"], {"pandas", "frictionless", "jinja2"}),
    ],
)
def test_a_start_is_quick_because_nothing_heavy_is_imported(arguments: list[str], heavy: set[str]) -> None:
    code = (
        "import sys\nfrom pipeline.cli import main\n"
        f"try: main({arguments})\nexcept SystemExit: pass\n"
        f"print(sorted({heavy} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_every_word_of_ours_is_translated_and_compiled() -> None:
    from babel.messages.extract import extract_from_dir
    from babel.messages.mofile import read_mo
    from babel.messages.pofile import read_po

    folder = LOCALE / "ja" / "LC_MESSAGES"
    with (folder / "messages.po").open("rb") as po, (folder / "messages.mo").open("rb") as mo:
        words, compiled = (
            {m.id if isinstance(m.id, str) else tuple(m.id): m.string for m in catalog if m.id}
            for catalog in (read_po(po), read_mo(mo))
        )
    assert compiled.keys() == words.keys()
    assert all(list(compiled[word] or ()) == list(words[word] or ()) for word in words)
    ours = {entry[2] for entry in extract_from_dir(ROOT / "pipeline", method_map=[("**.py", "python")])}
    assert {"Language of messages."} < ours <= set(words)
    assert all(words.values())


def test_good_build_exits_0_with_the_result_on_stdout_and_the_rest_on_stderr(project: Path, opendata: Opendata) -> None:
    done = opendata("build", cwd=project, **PATHS)
    assert done.returncode == 0
    assert re.fullmatch(r"built output/: 22 tables, [0-9,]+ rows  error 0  warning 1\n", done.stdout)
    assert re.search(r"Check: \d+ files", done.stderr)
    assert "warning[W-ROUNDING]" in done.stderr
    assert "\x1b" not in done.stdout + done.stderr


def test_a_problem_shows_code_place_excerpt_caret_remedy_and_count(project: Path, opendata: Opendata) -> None:
    values = project / "raw" / "kpi_values.csv"
    values.write_text(values.read_text("utf-8").replace("1,768人", "1,76O人").replace("6,624h", "6,62Oh"), "utf-8")
    done = opendata("build", "--quiet", cwd=project, **PATHS)
    assert done.returncode == 1
    lines = done.stderr.splitlines()
    start = next(i for i, line in enumerate(lines) if "raw/kpi_values.csv:7:3" in line)
    assert lines[start - 1].startswith("error[E-")
    line, caret = lines[start + 3], lines[start + 4]
    assert '"1,76O人"' in line
    assert caret.count("^") == len('"1,76O人"') + 1  # 人 is two columns wide
    assert "remedy: " in done.stderr
    assert "2 places in this field (rows 7, 23)" in done.stderr
    assert "output/ is as it was" in done.stdout


def test_japanese_messages_have_no_english_sentence(project: Path, opendata: Opendata) -> None:
    goals = project / "raw" / "goals.csv"
    goals.write_text(goals.read_text("utf-8").replace("３つの重点目標", "三つの重点目標"), "utf-8")
    done = opendata("validate", "--lang", "ja", cwd=project, **PATHS)
    assert done.returncode == 1
    assert "エラー[E-PHRASE]" in done.stderr
    assert "直し方: " in done.stderr
    assert "問題あり" in done.stdout


def test_validate_looks_at_the_tables_that_are_named(project: Path, opendata: Opendata) -> None:
    for name in ("goals", "kpis"):
        path = project / "raw" / f"{name}.csv"
        path.write_text(path.read_text("utf-8").replace("citizen", "Citizen!"), "utf-8")
    done = opendata("validate", "raw/goals.csv", "--json", cwd=project, **PATHS)
    assert {problem["file"] for problem in json.loads(done.stdout)["problems"]} == {"raw/goals.csv", ""}
    assert opendata("validate", "nowhere", cwd=project, **PATHS).returncode == 2


def test_a_good_table_beside_a_bad_one_is_said_not_to_be_checked_in_full(project: Path, opendata: Opendata) -> None:
    values = project / "raw" / "kpi_values.csv"
    values.write_text(values.read_text("utf-8").replace("35自治体", "35自治会"), "utf-8")
    done = opendata("validate", "goals", cwd=project, **PATHS)
    assert done.returncode == 0
    assert "note[I-SKIPPED]" in done.stderr
    assert "not all could be checked" in done.stdout


def test_long_lists_are_counted_and_said_to_be_cut(project: Path, opendata: Opendata) -> None:
    quantities = project / "raw" / "initiative_quantities.csv"
    lines = quantities.read_text("utf-8").splitlines()
    spoilt = [line.replace(",ini", ",x", 1) if n % 2 else line for n, line in enumerate(lines)]
    spoilt += [f"ini01,{n},a,a,{n}匹,{n}匹,2,x,stated,," for n in range(1000, 3000, 2)]
    quantities.write_text("\n".join(spoilt) + "\n", "utf-8")
    done = opendata("validate", "--quiet", cwd=project, **PATHS)
    assert "1,000 places in this field" in done.stderr
    assert "and 979 more (all with --json)" in done.stderr
    assert max(map(len, done.stderr.splitlines())) < 1000


def test_json_is_complete_and_alone_on_stdout(project: Path, opendata: Opendata) -> None:
    guidelines = project / "raw" / "guidelines.csv"
    guidelines.write_text(re.sub(r"gl\d\d,[a-z-]+", "gl01,nowhere", guidelines.read_text("utf-8")), "utf-8")
    done = opendata("build", "--json", cwd=project, **PATHS)
    report = json.loads(done.stdout)
    assert (report["schema"], report["exit"], report["truncated"]) == ("opendata/report/1", 1, False)
    assert report["counts"]["error"] == len([p for p in report["problems"] if p["severity"] == "error"]) == 49
    assert all(problem["message"]["ja"] and problem["message"]["en"] for problem in report["problems"])


@pytest.mark.parametrize(
    ("spoil", "arguments", "status", "code"),
    [
        (lambda p: None, ("bulid",), 2, "No such command"),
        (lambda p: None, ("build", "--project", "/nowhere"), 2, "E-PROJECT"),
        (lambda p: None, ("errors", "E-NOTHING"), 2, "E-NOTHING"),
        (lambda p: None, ("validate", "--scheduler", "tcp://127.0.0.1:1"), 2, "--engine dask"),
        (lambda p: (p / "datapackage.json").write_text("{"), ("validate",), 3, "E-DESCRIPTOR-JSON"),
        (lambda p: (p / "raw/goals.csv").unlink(), ("validate",), 4, "E-FILE"),
        (lambda p: (p / "output").rename(p / "elsewhere"), ("verify",), 2, "E-RELEASE"),
        (
            lambda p: (p / "datapackage.json").write_text(
                (p / "datapackage.json").read_text("utf-8").replace("raw/goals.csv", "../goals.csv"), "utf-8"
            ),
            ("validate",),
            5,
            "E-PATH",
        ),
    ],
)
def test_each_kind_of_failure_has_its_exit_status(
    project: Path, opendata: Opendata, spoil: object, arguments: tuple[str, ...], status: int, code: str
) -> None:
    assert callable(spoil)
    spoil(project)
    done = opendata(*arguments, cwd=project, **PATHS)
    assert (done.returncode, code in done.stderr) == (status, True)
    assert "Traceback" not in done.stderr


def test_json_is_json_for_wrong_use_and_for_a_bug_too(opendata: Opendata) -> None:
    wrong = opendata("build", "--json", "--bogus")
    assert [problem["code"] for problem in json.loads(wrong.stdout)["problems"]] == ["E-USAGE"]
    assert wrong.returncode == 2
    code = (
        "import pipeline.examine as e, pipeline.cli as c; e.examine = lambda *a: 1 / 0; c.main(['validate', '--json'])"
    )
    bug = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert [problem["code"] for problem in json.loads(bug.stdout)["problems"]] == ["E-BUG"]
    Path(json.loads(bug.stdout)["problems"][0]["facts"]["report"]).unlink()


def test_a_bug_is_one_line_and_a_report_file() -> None:
    code = "import pipeline.examine as e, pipeline.cli as c; e.examine = lambda *a: 1 / 0; c.main(['validate'])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 70
    assert len(done.stderr.splitlines()) == 1
    report = Path(re.search(r"/\S+\.txt", done.stderr)[0])  # type: ignore[index]
    assert "ZeroDivisionError" in report.read_text("utf-8")
    report.unlink()


@pytest.mark.parametrize(("sent", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_interruption_publishes_nothing_and_cleans_up(project: Path, sent: int, status: int) -> None:
    code = (
        "import time, pipeline.build as b, pipeline.cli as c\n"
        "b.verify = lambda folder, **given: (print('staged', flush=True), time.sleep(30), [])[2]\n"
        "c.main(['build', '--quiet'])"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=project,
        env=os.environ | PATHS | {"OPENDATA_LANG": "en"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a job in the background ignores it
    )
    assert process.stdout is not None
    process.stdout.readline()
    time.sleep(0.1)
    process.send_signal(sent)
    _, stderr = process.communicate(timeout=10)
    assert process.returncode == status
    assert (message(Problem("E-INTERRUPTED"), "en") in stderr) == (sent == signal.SIGINT)
    assert "Traceback" not in stderr
    assert not (project / ".opendata" / "staging").exists()


@pytest.mark.parametrize(
    ("color", "environment", "coloured"),
    [("auto", {}, False), ("always", {}, True), ("never", {}, False), ("auto", {"NO_COLOR": "1"}, False)],
)
def test_colour_is_off_in_a_pipe_unless_asked_for(
    project: Path, opendata: Opendata, color: str, environment: dict[str, str], coloured: bool
) -> None:
    done = opendata("validate", "--color", color, cwd=project, **PATHS, **environment)
    assert ("\x1b[" in done.stderr) == coloured


def test_a_terminal_sees_the_stage_under_way_and_clean_lines(project: Path) -> None:
    screen, terminal = os.openpty()
    env = os.environ | PATHS | {"TERM": "xterm", "LANG": "en_GB.UTF-8"}
    command = [sys.executable, "-m", "pipeline", "validate"]
    process = subprocess.Popen(command, cwd=project, env=env, stderr=terminal, stdout=subprocess.DEVNULL)
    os.close(terminal)
    seen = b""
    while chunk := _read(screen):
        seen += chunk
    os.close(screen)
    assert process.wait() == 0
    text = seen.decode()
    assert "working" in text
    assert "\x1b[?25h" in text  # the cursor is back
    assert re.search(r"(\n|\x1b\[2K)  Enrich: 16 tables", text)


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 4096)
    except OSError:  # the other side is closed
        return b""


def test_verify_needs_nothing_but_the_folder(tmp_path: Path, project: Path, opendata: Opendata) -> None:
    (project / "output").rename(tmp_path / "downloaded")
    done = opendata("verify", "downloaded", cwd=tmp_path, **PATHS)
    assert done.returncode == 0
    assert done.stdout.startswith("release: miyagi-information-policy-results 0.1.0\n")
    assert done.stdout.endswith("\nverified: downloaded  error 0  warning 0\n")


@pytest.mark.parametrize(
    ("command", "status", "said"),
    [
        ("{} errors --lang en | head -1; exit ${{PIPESTATUS[0]}}", 0, ""),
        ("{} errors --lang en > /dev/full", 4, "error[E-DISK] cannot write to the disk: No space left on device"),
    ],
)
def test_output_that_cannot_be_written_is_no_bug(project: Path, command: str, status: int, said: str) -> None:
    line = command.format(f"{sys.executable} -m pipeline")
    environment = os.environ | PATHS
    done = subprocess.run(
        ["bash", "-c", line], cwd=project, env=environment, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr.partition("\n")[0]) == (status, said)


def test_a_report_is_a_page_and_the_tables_back_and_never_in_the_way_of_the_project(
    project: Path, opendata: Opendata
) -> None:
    values = project / "raw" / "kpi_values.csv"
    values.write_text(values.read_text("utf-8").replace("1,768人", "<b>1,76O人"), "utf-8")
    done = opendata("validate", "--report", "reports/new", cwd=project, **PATHS)
    assert (done.returncode, "report: reports/new/report.html" in done.stderr) == (1, True)
    assert {path.name for path in (project / "reports" / "new").iterdir()} >= {"report.html", "kpi_values.xlsx"}
    assert not (project / "reports/new/budget.xlsx").exists()  # which has a warning, and no error
    assert done.stderr.count("W-ROUNDING") == 1
    assert "warnings, beside the errors: W-ROUNDING × 1 (" in done.stderr
    page = (project / "reports" / "new" / "report.html").read_text("utf-8")
    assert "W-ROUNDING" in page
    rows = sum(len([*csv.reader(path.read_text("utf-8").splitlines(True))]) - 1 for path in (project / "raw").iterdir())
    assert f"15 tables, {rows} rows" in page
    assert ">not readable</td>" not in page
    assert "&lt;b&gt;1,76O人" in page
    assert "<b>1,76O人" not in page
    for folder in ("output", "output/report", "raw/goals.csv", "raw", "."):
        refused = opendata("validate", "--report", folder, cwd=project, **PATHS)
        assert (refused.returncode, "Error: --report: " in refused.stderr) == (2, True), folder
    (project / "datapackage.json").write_text("{")
    alone = opendata("build", "--report", "alone", "--json", cwd=project, **PATHS)
    assert (alone.returncode, json.loads(alone.stdout)["counts"]["error"]) == (3, 1)
    assert "E-DESCRIPTOR-JSON" in (project / "alone" / "report.html").read_text("utf-8")
    assert [path.name for path in (project / "alone").iterdir()] == ["report.html"]


def test_a_new_project_takes_a_table_and_builds(tmp_path: Path, opendata: Opendata) -> None:
    folder, names = str(tmp_path / "sendai"), ("--code", "041009", "--name", "仙台市", "--name-en", "Sendai City")
    assert opendata("init", folder, *names).returncode == 0
    assert opendata("init", folder, *names).returncode == 2
    (tmp_path / "wards.csv").write_text('区名,人口\n青葉区,"311,590人"\n', "utf-8")
    added = json.loads(opendata("add", str(tmp_path / "wards.csv"), "--project", folder, "--json").stdout)
    assert "schemas/published/wards.json" in added["files"]
    assert opendata("build", "--project", folder).returncode == 0
    assert "青葉区,311590,person" in (tmp_path / "sendai/output/data/wards.csv").read_text("utf-8")
