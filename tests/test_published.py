"""What is published holds what the source prints, number by number, with its page."""

from __future__ import annotations

import csv
import re
import unicodedata
from pathlib import Path

import pytest

from tests.conftest import ROOT

SOURCE = ROOT.parent / "shared" / "source" / "policy-results-r5.txt"
TABLES = sorted((ROOT / "output" / "data").glob("*.csv"))
NUMBER = re.compile(r"[0-9][0-9,.]*[0-9]|[0-9]")


def numbers(text: str) -> set[str]:
    return set(NUMBER.findall(unicodedata.normalize("NFKC", text)))


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.skipif(not SOURCE.exists(), reason="the source text is not on this machine (../shared)")
def test_every_number_of_every_page_is_published_with_its_page() -> None:
    pages = re.split(r"^ ", SOURCE.read_text("utf-8"), flags=re.M)[1:]
    published: dict[str, set[str]] = {}
    for path in TABLES:
        for row in rows(path):
            if "source_page" in row:
                published.setdefault(row["source_page"], set()).update(numbers("\n".join(row.values())))
    for number, page in enumerate(pages, 1):
        # R5 is published as 2023, 3つの重点目標 as three goals of goal_type priority: see the audit
        rest = re.sub(r"R[2-6５](?!\.)|３つの", "", page)
        assert numbers(rest) <= published[str(number)], f"page {number}"


@pytest.mark.parametrize("path", TABLES, ids=lambda p: p.stem)
def test_a_table_opens_right_everywhere(path: Path) -> None:
    content = path.read_bytes()
    assert not content.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in content
    assert content.endswith(b"\n")
    header = content.split(b"\n")[0].decode("ascii")
    assert re.fullmatch(r"[a-z_]+(,[a-z_]+)*", header)


def test_the_rules_about_the_data() -> None:
    budget = {(row["fiscal_year"], row["goal"]): row for row in rows(ROOT / "output/data/budget.csv")}
    assert {goal for year, goal in budget if year == "2023"} >= {"box-1", "box-2"}
    assert budget["2023", "box-1"]["attribution"] == budget["2023", "box-2"]["attribution"] == "unresolved"
    assert (budget["2023", "total"]["amount_basis"], budget["2022", "total"]["amount_basis"]) == (
        "settlement",
        "budget",
    )
    assert budget["2023", "total"]["amount_change_status"] == "basis_differs"
    assert budget["2023", "total"]["project_count_change_rate"] == "11.32"
    kpis = {row["kpi"]: row for row in rows(ROOT / "output/data/kpi_achievement.csv")}
    assert [k for k, row in kpis.items() if row["reported_rate_rule"] == "none"] == ["kpi08"]
    assert [k for k, row in kpis.items() if row["progress_status"] == "target_not_above_baseline"] == ["kpi08", "kpi12"]
    observations = rows(ROOT / "output/data/kpi_observations.csv")
    assert {row["value"] for row in observations if row["kpi"] == "kpi05"} == {"32.7", "40.0"}
    assert [row["kpi"] for row in observations if row["approximate"] == "true"] == ["kpi06", "kpi06"]
    assert [row["kpi"] for row in observations if row["cumulative"] == "true"] == ["kpi07"]


def test_pandas_frames_have_the_types_of_the_schemas() -> None:
    from decimal import Decimal

    from pipeline.frames import open_release

    frames = open_release(ROOT / "output")
    assert list(frames) == [path["name"] for path in _resources()]
    assert frames["municipalities"].code[0] == "040002"
    achievement = frames["kpi_achievement"].set_index("kpi")
    assert achievement.achievement_rate["kpi01"] == Decimal("106.06")
    assert achievement.achievement_rate.isna().sum() == 1
    assert achievement.target_met.sum() == 7
    assert str(frames["initiative_dates"].start_date[0]) == "2024-02-01"
    assert (frames["budget"].query("goal != 'total'").project_count.sum()) == 177


def _resources() -> list[dict[str, str]]:
    import json

    document = json.loads((ROOT / "output" / "datapackage.json").read_text("utf-8"))
    return [resource for resource in document["resources"] if resource["path"].startswith("data/")]
