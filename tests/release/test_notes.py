"""What changed with a release, in one line."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from pipeline.package.models import Words
from pipeline.release.asked import Compared
from pipeline.release.differences import Cause, Difference, kinds
from pipeline.release.groups import titles_of
from pipeline.release.notes import notes

TITLES = {"t": Words(ja="表", en="Table")}
WHY = Words(ja="誤り", en="wrong")
CORRECTED = Difference("value-changed", "t", "k", "f", "1", "2", reason=WHY)


def test_a_first_release_and_one_without_changes() -> None:
    assert notes(None, {}) == Words(ja="最初の公開", en="First release")
    assert notes([], {}) == Words(ja="変更なし", en="No changes")
    assert notes([Difference("row-added", "audit", incidental=True)], {}).en == "No changes"


def test_the_correction_of_a_value(correction: Compared) -> None:
    found = notes(correction.differences, titles_of(correction.old, correction.new))
    assert found.en == (
        "KPI observations: value of kpi09/2023 corrected from 377 to 379 (Made up: counted wrongly), "
        "derived values that followed: 3."
    )
    assert found.ja.startswith("KPIの実績値: kpi09/2023 の value を 377 から 379 に訂正（架空のデータ：集計の誤り）、")


def test_the_second_year(second_year: Compared) -> None:
    found = notes(second_year.differences, titles_of(second_year.old, second_year.new)).en
    assert found.startswith("KPIs: derivation of field unit changed (kpi_observations.unit[kpi=kpi] -> ")
    assert "Initiatives: field fiscal_year added, rows added: 5, descriptions revised: 1. " in found
    assert "KPI observations: code ended of field status added, rows added: 13, " in found
    assert "Audit" not in found


def test_more_than_ten_corrections_are_counted() -> None:
    ten = [replace(CORRECTED, key=str(n)) for n in range(10)]
    assert notes(ten, TITLES).en.count("corrected from") == 10
    assert notes([*ten, CORRECTED], TITLES).en == "Table: values corrected: 11."


def test_every_other_sort_is_told() -> None:
    found = [
        Difference("table-added", "u"),
        replace(CORRECTED, reason=None, causes=[Cause("t", "k", "f", "1", "2")]),
        replace(CORRECTED, reason=None, kind="value-redefined"),
        replace(CORRECTED, reason=None, unexplained=True),
        Difference("meaning-changed", "t", "", "f", "x" * 500, "y"),
        Difference("code-removed", "t", "", "f", "a"),
        Difference("code-removed", "t", "", "f", "b"),
    ]
    assert notes(found, TITLES) == Words(
        ja="表: 説明のない変更: 1、項目 f の意味を変更（" + "x" * 100 + "… → y）、意味か求め方の変更で変わった値: 1、"
        "項目 f のコード a を削除、項目 f のコード b を削除、それに伴って変わった導出値: 1。u: 表を追加。",
        en="Table: changes not explained: 1, meaning of field f changed (" + "x" * 100 + "… -> y), "
        "values changed by a change of meaning or derivation: 1, code a of field f removed, code b of field f removed, "
        "derived values that followed: 1. u: table added.",
    )


@given(st.lists(st.builds(Difference, st.sampled_from(list(kinds())), st.just("t"), *[st.text()] * 4)), st.text())
def test_it_is_one_line_whatever_the_values_are(found: list[Difference], title: str) -> None:
    told = notes(found, {"t": Words(ja=title, en=title)})
    assert len(told.ja.splitlines()) == len(told.en.splitlines()) == 1
