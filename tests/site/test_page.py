"""What every page knows of where it is."""

from __future__ import annotations

from pipeline.package import load
from pipeline.package.models import Words
from pipeline.site.page import Page, _frame
from tests.conftest import ROOT


def test_the_way_to_the_other_language_is_encoded() -> None:
    page = Page("id/unit/人/", "", Words("人", "person"))
    assert _frame(page, load(ROOT), "ja")["away"] == "../../../en/id/unit/%E4%BA%BA/"
