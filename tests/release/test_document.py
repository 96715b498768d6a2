"""The differences as JSON: all of them, in both languages."""

from __future__ import annotations

import json

from pipeline.release.asked import Compared
from pipeline.release.document import document


def test_the_head(correction: Compared) -> None:
    report = json.loads(document(correction))
    assert (report["schema"], report["truncated"]) == ("opendata/diff/1", False)
    assert [report[side]["version"] for side in ("old", "new")] == ["0.2.0", "0.2.0"]
    assert (report["level"], report["least"], report["enough"]) == ("patch", "0.2.1", False)
    assert (report["blocked"], report["blocking"]) == (False, {"unexplained": 0, "vanished": 0})
    assert report["counts"] == {"value-changed": 9, "row-added": 6}
    assert report["tables"]["kpis"] == {"ja": "KPI", "en": "KPIs"}


def test_each_difference_is_there_with_its_reason_in_both_languages(second_year: Compared) -> None:
    found = json.loads(document(second_year))["differences"]
    assert len(found) == len(second_year.differences)
    [value] = [
        one
        for one in found
        if (one["key"], one["field"], one["table"])[::2] == ("kpi09/2023", "kpi_observations")
        and one["field"] == "value"
    ]
    assert value == {
        "kind": "value-changed",
        "level": "patch",
        "table": "kpi_observations",
        "key": "kpi09/2023",
        "field": "value",
        "old": "377",
        "new": "379",
        "about": "https://opendata.example.jp/miyagi/observation/kpi/kpi09/2023",
        "relative": "0.005305039787798408488063660477",
        "reason": {"ja": "架空のデータ：集計の誤り", "en": "Made up: counted wrongly"},
        "causes": [],
        "unexplained": False,
        "incidental": False,
        "message": {
            "ja": "kpi09/2023 の value を 377 から 379 に変更",
            "en": "value of kpi09/2023 changed from 377 to 379",
        },
        "why": {"ja": "訂正: 架空のデータ：集計の誤り", "en": "corrected: Made up: counted wrongly"},
    }
    rate = next(one for one in found if (one["key"], one["field"]) == ("kpi09/2023", "achievement_rate"))
    assert rate["causes"] == [
        {
            "table": "kpi_observations",
            "key": "kpi09/2023",
            "field": "value",
            "old": "377",
            "new": "379",
            "about": "https://opendata.example.jp/miyagi/observation/kpi/kpi09/2023",
        }
    ]
