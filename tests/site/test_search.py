"""Search: what of a page is indexed, and the library that does it."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from pipeline.package.models import Words
from pipeline.site.page import Page
from pipeline.site.search import LONGEST, Document, document, indexed, said, search
from tests.conftest import ROOT
from tests.site.reading import Read

VENDOR = ROOT / "pipeline/site/assets/vendor"


def test_the_text_of_a_page_is_what_its_reader_reads() -> None:
    main = (
        "<h1>名</h1><p>a<b>b</b> &lt;c&gt;</p><ul><li>d</li><li>e</li></ul><svg><title>f</title></svg>"
        '<table class="raw"><tr><td>g</td></tr></table><table><tr><td>h</td><td>i</td></tr></table><pre>j</pre>'
        '<h2 id="page-downloads">k</h2><p>l</p><h2>m</h2>'
    )
    assert said(f'<header>x</header><main id="page-main">{main}</main><footer>y</footer>') == "ab <c> d e h i m"


def test_a_document_is_called_as_its_page_in_its_language_and_is_not_long() -> None:
    titles, above = Words(ja="値\u202e", en="Value"), [("dataset/", Words(ja="表", en="Tables"))]
    page = Page("id/x/", "row.html.j2", titles, above=above)
    content = f"<main>{'長' * 3000}</main>"
    assert document(page, "ja", content) == Document("id/x/", "値\\u202e", "表", "長" * LONGEST)
    assert document(page, "en", content)[1:3] == ("Value", "Tables")


def test_documents_are_json_with_one_a_line() -> None:
    written = indexed([Document("a/", "“あ”", "k", 't"'), Document("b/", "b", "k", "t")])
    assert json.loads(written)[0] == {"path": "a/", "title": "“あ”", "kind": "k", "text": 't"'}
    assert len(written.splitlines()) == 2


def test_the_page_lists_every_other_by_what_is_above_it() -> None:
    words = Words(ja="い", en="i")
    pages = [
        Page("a/", "t", words),
        Page("b/", "t", words, above=[("", words), ("x/", words)]),
        Page("404.html", "t", words),
    ]
    kinds = search(pages).facts["kinds"]
    assert [[page.path for page in kind.pages] for kind in kinds] == [["a/"], ["b/"]]


def test_every_page_can_be_found_in_its_language(web: Path, pages: dict[str, Read]) -> None:
    for folder in ("", "en/"):
        documents = json.loads((web / f"{folder}search/documents.json").read_text("utf-8"))
        paths = {f"{folder}{one['path']}index.html" for one in documents}
        assert paths == {p for p in pages if p.startswith("en/") == bool(folder)} - {
            f"{folder}404.html",
            f"{folder}search/index.html",
        }
        assert not [one["path"] for one in documents if not one["title"] or not one["text"]]


def test_the_library_is_what_the_pinned_package_makes(tmp_path: Path) -> None:
    subprocess.run(["sh", "tests/node/vendor.sh", str(tmp_path)], cwd=ROOT, check=True, timeout=60)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {
        path.name: path.read_bytes() for path in VENDOR.iterdir()
    }
