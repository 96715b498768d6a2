from __future__ import annotations

from pipeline.report.terminal import _MOST, _listed


def test_of_many_items_the_first_are_listed_and_the_others_counted() -> None:
    items = [str(number) for number in range(_MOST + 1)]
    assert _listed(items[:-1], {"rest": "{count} more"}) == ", ".join(items[:-1])
    assert _listed(items, {"rest": "{count} more"}) == ", ".join([*items[:-1], "1 more"])
