"""Values of other rows: only, newest, earliest, before, offset, where; and several where one is meant."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.enrich.lookups import Indexed, look_up
from pipeline.errors import Ambiguous
from pipeline.package.models import Lookup
from pipeline.table import Row

ROWS: list[Row] = [
    {"kpi": "k1", "year": "2021", "value": "3", "status": "reported"},
    {"kpi": "k1", "year": "2023", "value": "5", "status": "reported"},
    {"kpi": "k1", "year": "2020", "value": None, "status": "reported"},
    {"kpi": "k1", "year": "2022", "value": "4", "status": "estimated"},
    {"kpi": "k1", "year": "2024", "value": None, "status": "not_yet_final"},
    {"kpi": "k1", "year": None, "value": "9", "status": "undated"},
    {"kpi": "k2", "year": "2023", "value": "70", "status": "reported"},
]
ROW: Row = {"kpi": "k1", "year": "2023", "one": "k2", "nothing": None}
KPI = {"kpi": "kpi"}
REPORTED = {"status": "reported"}


def lookup(**declared: object) -> Lookup:
    return Lookup(**{"table": "observations", "field": "value", "match": KPI} | declared)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("declared", "found"),
    [
        (lookup(match={"kpi": "one"}), "70"),
        (lookup(match={"kpi": "kpi", "year": "year"}), "5"),
        (lookup(where={"status": "estimated"}), "4"),
        (lookup(where={"status": "undated"}), "9"),
        (lookup(where={"status": "not_yet_final"}), None),
        (lookup(match={"kpi": "year"}), None),
        (lookup(match={"kpi": "nothing"}), None),
        (lookup(field="kpi"), "k1"),  # several rows, one value
        (lookup(by="year", pick="newest"), "5"),
        (lookup(by="year", pick="newest", field="status"), "not_yet_final"),
        (lookup(by="year", pick="newest", field="year", where=REPORTED), "2023"),
        (lookup(by="year", pick="earliest"), "3"),
        (lookup(by="year", pick="earliest", match={"kpi": "one"}), "70"),
        (lookup(by="year", pick="earliest", match={"kpi": "year"}), None),
        (lookup(by="year", pick="newest", before="year"), "4"),
        (lookup(by="year", pick="newest", before="year", where=REPORTED), "3"),
        (lookup(by="year", pick="earliest", before="year"), "3"),
        (lookup(by="year", pick="earliest", before="year", match={"kpi": "one"}), None),
        (lookup(by="year", pick="earliest", before="nothing"), None),
        (lookup(by="year", offset=0), "5"),
        (lookup(by="year", offset=-1), "4"),
        (lookup(by="year", offset=-1, where=REPORTED), None),
        (lookup(by="year", offset=-2), "3"),
        (lookup(by="year", offset=-3), None),
        (lookup(by="year", offset=1), None),
    ],
)
def test_what_is_found(declared: Lookup, found: str | None) -> None:
    assert look_up(declared, ROW, Indexed(ROWS)) == found
    assert look_up(declared, ROW, Indexed(ROWS[::-1])) == found


def test_a_row_without_a_year_has_no_year_before_it() -> None:
    row = ROW | {"year": None}
    assert look_up(lookup(by="year", offset=-1), row, Indexed(ROWS)) is None
    assert look_up(lookup(by="year", pick="newest", before="year"), row, Indexed(ROWS)) is None


@pytest.mark.parametrize(("pick", "found"), [("newest", "ten"), ("earliest", "nine")])
def test_numbers_are_ordered_as_numbers_and_dates_as_dates(pick: str, found: str) -> None:
    for nine, ten in (("9", "10"), ("2023-09-30", "2023-10-01")):
        rows: list[Row] = [{"place": nine, "value": "nine"}, {"place": ten, "value": "ten"}]
        assert look_up(lookup(match={}, by="place", pick=pick), {}, Indexed(rows)) == found


@pytest.mark.parametrize(
    "declared",
    [
        lookup(),
        lookup(where=REPORTED),
        lookup(match={"year": "year"}),
        lookup(match={"year": "year"}, by="year", pick="newest"),
        lookup(match={}, by="year", offset=0),
    ],
)
def test_several_values_where_one_is_meant_are_never_chosen_from(declared: Lookup) -> None:
    with pytest.raises(Ambiguous):
        look_up(declared, ROW, Indexed(ROWS))


YEARS = st.none() | st.sampled_from(["9", "10", "2022", "2023"])
FOUND = st.fixed_dictionaries({"kpi": st.sampled_from(["k1", "k2"]), "year": YEARS, "value": st.none() | st.just("3")})
DECLARED = st.builds(
    lookup,
    match=st.sampled_from([{}, KPI]),
    where=st.sampled_from([{}, {"kpi": "k1"}]),
    field=st.sampled_from(["value", "year"]),
    by=st.just("year"),
    pick=st.sampled_from(["only", "newest", "earliest"]),
    before=st.none() | st.just("year"),
    offset=st.none() | st.sampled_from([-1, 0, 1]),
)


@given(st.lists(FOUND, max_size=6), FOUND, DECLARED)
def test_any_lookup_finds_what_a_loop_finds_or_says_that_there_are_several(
    rows: list[Row], row: Row, declared: Lookup
) -> None:
    ours = int(row["year"] or 0)
    found = [
        other
        for other in rows
        if other["kpi"] in ((row["kpi"],) if declared.match else ("k1", "k2"))
        and other["kpi"] in (("k1",) if declared.where else ("k1", "k2"))
        and other[declared.field]
        and other["year"]
        and (declared.before is None or int(other["year"]) < ours)
        and (declared.offset is None or (ours and int(other["year"]) - ours == declared.offset))
    ]
    if declared.pick != "only" and found:
        pick = max if declared.pick == "newest" else min
        year = pick(int(other["year"] or 0) for other in found)
        found = [other for other in found if other["year"] == str(year)]
    values = {other[declared.field] for other in found}
    try:
        assert [look_up(declared, row, Indexed(rows))] == ([*values] or [None])
    except Ambiguous:
        assert len(values) > 1
