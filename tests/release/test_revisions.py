"""The revision history: what was published in any release can be read from it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.package.models import Words
from pipeline.release.records import Revision
from pipeline.release.revisions import Place, Value, revisions

PLACE: Place = ("kpis", "kpi09/2023", "value")
ADDRESS = "observation/kpi/kpi09/2023"


def test_a_value_that_is_corrected_is_there_twice_with_the_reason() -> None:
    first = revisions({PLACE: Value(ADDRESS, "377")}, [], {}, "1.0.0")
    assert first == [Revision(*PLACE, "1.0.0", "", ADDRESS, "377")]
    assert revisions({PLACE: Value(ADDRESS, "377")}, first, {}, "1.1.0") == first
    reason = {PLACE: Words(ja="集計の誤り", en="Counted wrongly")}
    assert revisions({PLACE: Value(ADDRESS, "379")}, first, reason, "1.1.1") == [
        Revision(*PLACE, "1.0.0", "1.1.1", ADDRESS, "377"),
        Revision(*PLACE, "1.1.1", "", ADDRESS, "379", "集計の誤り", "Counted wrongly"),
    ]


@given(st.lists(st.dictionaries(st.sampled_from("abc"), st.sampled_from("123")), max_size=8))
def test_each_release_can_be_read_again(releases: list[dict[str, str]]) -> None:
    past: list[Revision] = []
    for number, values in enumerate(releases):
        present = {("t", key, "value"): Value(f"o/{key}", value) for key, value in values.items()}
        past = revisions(present, past, {}, str(number))
    for number, values in enumerate(releases):
        then = [one for one in past if int(one.version) <= number and (not one.until or number < int(one.until))]
        assert {one.key: one.value for one in then} == values
        assert len(then) == len(values)
