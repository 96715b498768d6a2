"""Why each value is another one: on the project with a second year and a correction, and on what is made for a case."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import Stop
from pipeline.package.models import Words
from pipeline.release.asked import Compared
from pipeline.release.compare import compare
from pipeline.release.differences import Cause, Difference
from pipeline.release.sides import Row, Side, opened
from tests.conftest import tries
from tests.release.making import BASE, built, field, made, table
from tests.second_year.joining import correct, join

WHY = Words(ja="架空のデータ：集計の誤り", en="Made up: counted wrongly")
RATE = {"rate": "change", "inputs": {"value": "value", "previous": "before"}}


def values(found: list[Difference] | Compared) -> dict[tuple[str, str], Difference]:
    """Changed values by key and field."""
    listed = found.differences if isinstance(found, Compared) else found
    return {(one.key, one.field): one for one in listed if one.kind.startswith("value-") and not one.incidental}


def test_a_corrected_value_has_its_reason_and_what_was_derived_of_it_its_inputs(correction: Compared) -> None:
    found = values(correction)
    assert set(found) == {
        ("kpi09/2023", "value"),
        ("kpi09/2023", "achievement_rate"),
        ("kpi09/2024", "change_on_year"),
        ("kpi09/2024", "change_rate_on_year"),
    }
    value = found["kpi09/2023", "value"]
    assert (value.old, value.new, value.reason, value.causes) == ("377", "379", WHY, ())
    about = "https://opendata.example.jp/miyagi/observation/kpi/kpi09/2023"
    moved = [Cause("kpi_observations", "kpi09/2023", "value", "377", "379", about)]
    for place in [("kpi09/2023", "achievement_rate"), ("kpi09/2024", "change_on_year")]:
        assert (found[place].reason, found[place].causes) == (None, moved)
    assert not [one for one in correction.differences if one.unexplained]


def test_reports_of_the_run_are_incidental(correction: Compared) -> None:
    assert {one.table for one in correction.differences if one.incidental} == {"audit", "revisions"}


def test_a_correction_that_was_made_before_explains_nothing(corrected: Path, tmp_path: Path) -> None:
    later = tmp_path / "later"
    shutil.copytree(corrected, later)
    path = later / "data" / "kpi_observations.csv"
    path.write_text(path.read_text("utf-8").replace("kpi09,2023,379,", "kpi09,2023,381,"), "utf-8")
    found = values(compare(opened(corrected), opened(later)))
    assert [(place, one.unexplained) for place, one in found.items()] == [(("kpi09/2023", "value"), True)]


def test_a_mended_source_is_explained_by_the_correction_that_stays(joined: Path, tmp_path: Path) -> None:
    def mend(project: Path) -> None:
        path = project / "raw" / "kpi_values.csv"
        path.write_text(path.read_text("utf-8").replace("377人", "379人"), "utf-8")

    mended = built(tmp_path / "mended", join, correct, mend)
    found = values(compare(opened(joined), opened(mended)))
    assert [found["kpi09/2023", name].reason for name in ("value", "printed")] == [
        WHY,
        WHY,
    ]  # it prints another one now


def test_an_audit_that_names_no_correction_is_a_problem(joined: Path, corrected: Path, tmp_path: Path) -> None:
    spoilt = tmp_path / "spoilt"
    shutil.copytree(corrected, spoilt)
    (spoilt / "corrections.csv").unlink()
    with pytest.raises(Stop, match="E-RELEASE-FORM"):
        compare(opened(joined), opened(spoilt))


def test_a_second_year_is_added_and_explained(second_year: Compared) -> None:
    counts = Counter(one.kind for one in second_year.differences if not one.incidental)
    assert counts["row-added"] == 46
    assert not counts["row-removed"]
    assert not [one for one in second_year.differences if one.unexplained]
    status = [(one.kind, one.field, one.new) for one in second_year.differences if one.kind == "code-added"]
    assert status == [("code-added", "status", "ended")]


def test_the_newest_value_is_another_cell(second_year: Compared) -> None:
    value = values([one for one in second_year.differences if one.table == "kpi_achievement"])["kpi03", "value"]
    moved = [(cause.key, cause.old, cause.new) for cause in value.causes]
    assert moved == [("kpi03/2023", "1768", None), ("kpi03/2024", None, "2512")]


def observed(folder: Path, *rows: Row, derivation: Any = RATE, **said: Any) -> Side:
    """A table of a value, the one before it, and their difference."""
    fields = [field("id"), field("value", type="number"), field("before", type="number")]
    change = field("change", type="number", derivation=derivation, **said)
    state = field("state", derivation={"statusOf": "change"})
    return made(folder, t=table(*fields, change, state, rows=rows, key=["id"], aboutUrl="id/{id}"))


def row(*cells: str | None) -> Row:
    return dict(zip(("id", "value", "before", "change", "state"), cells, strict=True))


def test_a_value_that_nothing_explains(tmp_path: Path) -> None:
    old = observed(tmp_path / "old", row("a", "3", "1", "2", "computed"))
    new = observed(tmp_path / "new", row("a", "3", "1", "4", "computed"))
    [one] = compare(old, new)
    assert one == Difference(
        "value-changed", "t", "a", "change", "2", "4", f"{BASE}id/a", unexplained=True, measured=True
    )


@pytest.mark.parametrize(
    "redefinition",
    [{"derivation": RATE | {"decimals": 1}}, {"unit": "percent"}, {"propertyUrl": "def/other"}],
)
def test_a_value_of_another_meaning_is_redefined_and_so_is_its_state(
    tmp_path: Path, redefinition: dict[str, Any]
) -> None:
    old = observed(tmp_path / "old", row("a", "3", "1", "2", "computed"))
    new = observed(tmp_path / "new", row("a", "3", "1", "2.0", "rounded"), **redefinition)
    found = values(compare(old, new))
    assert {name for (_, name), one in found.items() if one.kind == "value-redefined"} == {"change", "state"}
    assert {one.level for one in found.values()} == {"major"}


def test_an_input_that_a_new_derivation_takes_may_be_a_new_field(tmp_path: Path) -> None:
    """The row of the new side has fields that the old one has not."""
    fields = [field("id"), field("a", type="number")]
    made_of = {"rate": "change", "inputs": {"value": "a", "previous": "b"}}
    old = made(tmp_path / "old", t=table(*fields, field("c"), rows=[{"id": "x", "a": "1", "c": "1"}], key=["id"]))
    new = made(
        tmp_path / "new",
        t=table(
            *fields,
            field("b", type="number"),
            field("c", derivation=made_of),
            rows=[{"id": "x", "a": "1", "b": "3", "c": "-2"}],
            key=["id"],
        ),
    )
    assert ("c", "-2") in [(one.field, one.new) for one in compare(old, new) if one.key]


def test_rows_come_and_go_with_their_addresses(tmp_path: Path) -> None:
    old = observed(tmp_path / "old", row("a/b", "1", "1", "0", "computed"))
    new = observed(tmp_path / "new", row("c", "1", "1", "0", "computed"))
    assert [(one.kind, one.key, one.about) for one in compare(old, new)] == [
        ("row-added", "c", f"{BASE}id/c"),
        ("row-removed", "a/b", f"{BASE}id/a%2Fb"),
    ]


def test_tables_with_another_key_or_left_out_are_not_compared_row_by_row(tmp_path: Path) -> None:
    one: Row = {"a": "1", "b": "x"}
    two: Row = {"a": "1", "b": "y"}
    fields = (field("a"), field("b"))
    old = made(tmp_path / "old", s=table(*fields, rows=[one], key=["a"]), t=table(*fields, rows=[one], key=["a"]))
    new = made(tmp_path / "new", s=table(*fields, rows=[two], key=["b"]), t=table(*fields, rows=[two], key=["a"]))
    assert [(d.kind, d.table) for d in compare(old, new, ["t"])] == [("key-changed", "s")]
    assert [(d.kind, d.table) for d in compare(old, new)] == [("key-changed", "s"), ("value-changed", "t")]


def test_a_release_is_no_different_from_itself(root: Path) -> None:
    side = opened(root / "output")
    assert compare(side, side) == []


CELLS = st.none() | st.sampled_from(["a", "b", '"', ",", "\n", "あ"])
SIDES = st.dictionaries(st.sampled_from(["k1", "k2", "k/3", "k 4"]), st.tuples(CELLS, CELLS), max_size=4)
Rows = dict[str, tuple[str | None, str | None]]


def rows_of(side: Rows) -> list[Row]:
    return [{"k": key, "a": a, "b": b} for key, (a, b) in side.items()]


@tries(25)
@given(SIDES, SIDES)
def test_the_differences_make_the_new_release_of_the_old_one_and_nothing_differs_from_itself(
    old: Rows, new: Rows
) -> None:
    with tempfile.TemporaryDirectory() as place:
        before, after = (
            made(Path(place) / name, t=table(*map(field, "kab"), key=["k"], rows=rows_of(side)))
            for name, side in (("old", old), ("new", new))
        )
        found, back, none = compare(before, after), compare(after, before), compare(after, after)
    assert none == []
    kinds = {kind: {one.key for one in found if one.kind == kind} for kind in ("row-added", "row-removed")}
    assert kinds == {"row-added": {*new} - {*old}, "row-removed": {*old} - {*new}}
    made_of = {key: dict(zip("ab", cells, strict=True)) for key, cells in old.items() if key in new}
    for one in found:
        if one.kind == "value-changed":
            assert made_of[one.key][one.field] == one.old
            made_of[one.key][one.field] = one.new
            assert one.unexplained
    assert made_of == {key: dict(zip("ab", cells, strict=True)) for key, cells in new.items() if key in old}
    changed = {(one.key, one.field, one.new, one.old) for one in found if one.kind == "value-changed"}
    assert {(one.key, one.field, one.old, one.new) for one in back if one.kind == "value-changed"} == changed
