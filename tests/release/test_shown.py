"""Differences on a terminal: by table, the weightiest first, and what is not shown is counted."""

from __future__ import annotations

from pathlib import Path

import click
import pytest

from pipeline.release.asked import Compared, compared
from pipeline.release.shown import text
from pipeline.release.sides import Row
from tests.release.making import field, made, table


def test_a_correction(correction: Compared) -> None:
    lines = click.unstyle(text(correction, "ja")).splitlines()
    assert lines[2] == "kpi_observations KPIの実績値  行 変更なし  変更 4セル  項目 変更なし"
    assert lines[3:5] == [
        "  kpi09/2024  change_rate_on_year  6.63 → 6.07  (-8.45%)",
        "      ← 入力の変化: kpi_observations kpi09/2023 value 377 → 379",
    ]
    value = lines.index("  kpi09/2023  value  377 → 379  (+0.53%)")
    assert lines[value + 1] == "      ← 訂正: 架空のデータ：集計の誤り"
    assert "audit 変換の記録  行 +6  変更 3セル  項目 変更なし  実行の記録（内訳は --json）" in lines
    assert lines[-1] == "全体として patch（修正）。0.2.0 の次は 0.2.1 以上の版にする（新しい側は 0.2.0: 足りない）。"


def test_a_second_year_in_english(second_year: Compared) -> None:
    lines = click.unstyle(text(second_year, "en")).splitlines()
    assert lines[2] == "kpis KPIs  rows +1  changed 5 cells  fields 3 changes"
    assert "  + kpi01/2024, kpi02/2024, kpi03/2024 … and 10 more (all with --json)" in lines
    assert "  … and 55 more (all with --json)" in lines  # 75 values of kpi_achievement
    assert (
        lines[-1] == "In all: minor (there is more). After 0.1.0 comes 0.2.0 or higher (the new one is 0.2.0: enough)."
    )


@pytest.fixture
def grave(tmp_path: Path) -> Compared:
    """A value that nothing explains, 25 rows that are gone, and texts that would steer a terminal."""
    rows: list[Row] = [{"a": str(n), "b": "1"} for n in range(26)]
    fields = (field("a"), field("b", type="number"))
    made(tmp_path / "old", t=table(*fields, rows=rows, key=["a"]))
    new: list[Row] = [{"a": "0", "b": "2"}, {"a": "\x1b[2J\n", "b": "1"}]
    made(tmp_path / "new", t=table(*fields, rows=new, key=["a"]))
    return compared(tmp_path, "old", "new")


def test_what_blocks_is_said_and_comes_first(grave: Compared) -> None:
    lines = click.unstyle(text(grave, "en")).splitlines()
    assert lines[3:5] == [
        "  0  b  1 → 2  (+100%)",
        "      ! not explained: no release until corrections.csv says why",
    ]
    assert lines[5].startswith("  - 1, 2, 3, ")
    assert lines[5].endswith("20 … and 5 more (all with --json)")
    assert lines[-1] == "No release: unexplained changes: 1, vanished rows or tables: 25"
    assert "公開できない: 説明のない変更 1、消えた行か表 25" in click.unstyle(text(grave, "ja"))


def test_a_text_cannot_steer_the_terminal(grave: Compared) -> None:
    shown = click.unstyle(text(grave, "en"))
    assert "\\u001b[2J\\u000a" in shown
    assert "\x1b" not in shown


def test_no_differences(root: Path) -> None:
    assert text(compared(root, "output", "output"), "ja").splitlines()[-1] == "差はない。"


def test_a_table_that_is_added_has_its_rows_counted(tmp_path: Path) -> None:
    some: list[Row] = [{"a": str(number)} for number in range(23)]
    made(tmp_path / "old", t=table(field("a"), rows=[], key=["a"]))
    made(tmp_path / "new", t=table(field("a"), rows=[], key=["a"]), u=table(field("a"), rows=some, key=["a"]))
    shown = click.unstyle(text(compared(tmp_path, "old", "new"), "ja"))
    assert "  行 +23  " in next(line for line in shown.splitlines() if line.startswith("u "))
