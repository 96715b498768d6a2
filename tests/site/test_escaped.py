"""What stands in a page of the data's texts."""

from __future__ import annotations

import pytest

from pipeline.site.escaped import shown


@pytest.mark.parametrize(
    ("text", "written"),
    [("<b>&\"'", "&lt;b&gt;&amp;&#34;&#39;"), ("<\u202e>", "&lt;\\u202e&gt;"), ("<\n", "&lt;\n"), ("宮城", "宮城")],
)
def test_markup_is_text(text: str, written: str) -> None:
    assert shown(text) == written
