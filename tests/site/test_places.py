"""Where identifiers are on the site."""

from __future__ import annotations

import pytest

from pipeline.site.material import Material
from pipeline.site.places import Place, anchor, folder_of


@pytest.mark.parametrize(
    ("address", "link"),
    [
        ("id/kpi/kpi08", "id/kpi/kpi08/"),
        ("observation/kpi/kpi08/2023", "dataset/kpi_observations/#kpi08/2023"),
        ("id/status/computed", "dataset/statuses/#computed"),
        ("id/rate-rule/none", "concepts/#id/rate-rule/none"),
        ("id/fiscal-year/2023", "id/fiscal-year/2023/"),
        ("release/0.1.0", "release/0.1.0/"),
        ("dataset/kpis", "dataset/kpis/"),
        ("def/kpis/goal", "dataset/dictionary/#kpis/goal"),
    ],
)
def test_an_identifier_has_its_place(address: str, link: str, material: Material) -> None:
    assert material.places[address].link == link


def test_a_key_is_an_id_without_spaces_and_a_link_to_it_is_the_same() -> None:
    assert anchor("a b/人日") == "a%20b/人日"
    assert Place("dataset/x/", "人日").link == "dataset/x/#%E4%BA%BA%E6%97%A5"


@pytest.mark.parametrize(
    ("address", "folder"),
    [
        ("id/kpi/kpi08", "id/kpi/kpi08/"),
        ("id/unit/%E4%BA%BA%E6%97%A5", "id/unit/人日/"),  # as a host looks for it
        ("id/unit/..", ""),
        ("id/unit/%2E%2E", ""),
        ("id/unit/a%2Fb", ""),
        ("id/unit/", ""),
        ("id/unit/%00", ""),
        ("id/unit/" + "a" * 256, ""),
        ("https://x.jp/a", ""),
    ],
)
def test_a_page_is_in_the_folder_of_its_address_where_that_is_one(address: str, folder: str) -> None:
    assert folder_of(address) == folder
