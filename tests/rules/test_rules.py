"""Each rule with a table that breaks it and one that does not; the published tables break none."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import rules as room
from pipeline.add import add
from pipeline.add.start import start
from pipeline.package import load
from pipeline.package.models import Schema
from pipeline.readability import received
from pipeline.rules import RULES, Finding, Subject, apply, rules, undecided
from pipeline.table import Table, frame
from tests.stages import parse

IDS = [
    *(f"L1-{number:02}" for number in range(1, 16)),
    *(f"L2-{number:02}" for number in range(1, 7)),
    *(f"L3-{number:02}" for number in range(1, 10)),
]


def schema(*fields: Mapping[str, Any], **rest: Any) -> Schema:
    """A schema of fields that say only what matters."""
    described = [{"titles": {"ja": field["name"], "en": field["name"]}, **field} for field in fields]
    return msgspec.convert({"fields": described, **rest}, type=Schema)


def csv(text: str, **rest: Any) -> Subject:
    table, problems = parse(text, "t", "t.csv")
    assert not problems
    return Subject(table, "csv", **rest)


def sheet(**rest: Any) -> Subject:
    """A sheet with a table in C1:D3."""
    grid = frame(["0", "1"], [["a", "1"], ["b", "2"]])
    return Subject(Table("t", grid, "t.xlsx", "S", [2, 3], ["name", "number"], first_column=3), "xlsx", **rest)


COUNT = schema({"name": "aa"}, {"name": "nn", "type": "number", "unit": "case"})
CODE = schema({"name": "code", "titles": {"ja": "全国地方公共団体コード", "en": "code"}})
AREA = schema({"name": "code", "titles": {"ja": "標準地域コード", "en": "code"}})
CITY = schema({"name": "city", "titles": {"ja": "市町村名", "en": "city"}})
PREFECTURE = schema({"name": "area", "titles": {"ja": "都道府県", "en": "area"}})
CHOICE = schema({"name": "answer", "categories": [{"value": "済", "label": "済"}, {"value": "未", "label": "未"}]})
MISSING = schema({"name": "nn", "type": "number", "unit": "case"}, missingValues=["", {"value": "X", "label": "秘匿"}])
BLANK = schema(
    {"name": "aa"}, {"name": "nn", "type": "number", "unit": "case"}, missingValues=[{"value": "", "label": "-"}]
)

# rule, what breaks it, where (row, column), what does not
CASES: list[tuple[str, Subject, tuple[int | None, int | None], Subject]] = [
    ("L1-01", replace(csv("aa\nx\n"), table=Table("t", frame(["aa"], [["x"]]), "t.pdf")), (None, None), csv("aa\nx\n")),
    ("L1-02", csv("aa,bb\nx,y\naa,bb\nz,w\n"), (3, None), csv("aa,bb\nx,y\nz,w\n")),
    ("L1-02", sheet(below=((6, ("c", "d")), (7, ("x", "1")))), (6, None), sheet()),
    ("L1-03", csv("aa,bb\nx,y\n,\nz,w\n"), (3, None), csv("aa,bb\nx,y\nz,w\n,\n")),
    ("L1-03", csv("aa,,bb\nx,,y\n"), (None, 2), csv("aa,bb\nx,y\n")),
    ("L1-04", csv("aa,bb\nx,y\n※速報,\n"), (3, 1), csv("aa,bb\nx,y\nz,\n")),
    ("L1-04", csv("aa,bb\nx,y,,memo\nz,w\n"), (2, 4), csv("aa,bb\nx,y,,\nz,w\n")),
    ("L1-04", sheet(below=((6, ("注) 速報",)),)), (6, None), sheet()),
    ("L1-05", csv("name,\nx,y\n"), (1, 2), csv("name,kind\nx,y\n")),
    ("L1-05", csv("name,Unnamed\nx,y\n"), (1, 2), csv("name,kind\nx,y\n")),
    ("L1-06", csv("name\n宮　城　県\n"), (2, 1), csv("name\n宮城県\n")),
    ("L1-06", csv("name\nx \n"), (2, 1), csv("name\nan x\n")),
    ("L1-07", csv("name\n7種→25種\n"), (2, 1), csv("name\n2023/4/1\n")),
    ("L1-07", csv("name\n蔵王町、村田町\n村田町\n"), (2, 1), csv("name\n最適化、効率化\n村田町\n")),
    ("L1-08", csv("name\n㈱宮城\n"), (2, 1), csv("name\n髙橋\n(株)宮城\n")),
    (
        "L1-08",
        csv("answer\n髙\n", schema=schema({"name": "answer", "categories": ["髙"]})),
        (2, 1),
        csv("answer\n髙\n"),
    ),
    ("L1-09", csv("aa,nn\nx,0\ny,\n", schema=COUNT), (3, 2), csv("aa,nn\nx,0\ny,\n", schema=BLANK)),
    ("L1-12", sheet(merged=((2, 3, 3, 3),)), (2, 1), sheet()),
    ("L1-13", sheet(hidden_rows=(3,)), (3, None), sheet()),
    ("L1-13", sheet(hidden_columns=(4,)), (None, 2), sheet()),
    ("L1-14", csv('name\n"x\ny"\n'), (2, 1), csv("name\nx y\n")),
    ("L1-15", csv("aa,bb\nx,1,768\nz,w\n"), (2, 3), csv('aa,bb\nx,"w,v"\nz,w\n')),
    *(
        ("L2-01", csv(f'aa,nn\nx,"{text}"\n', schema=COUNT), (2, 2), csv("aa,nn\nx,-1768.5\n", schema=COUNT))
        for text in ("1,768人", "1,768", "約52000", "▲3", "39.5％", "１２", "12※1", "未定", "5万2千件")
    ),
    ("L2-01", csv("aa,nn\nx,12人\ny,3人\n"), (2, 2), csv("aa,nn\nx,2023年度\ny,第3回\n")),
    ("L2-02", csv("name\nx\n〃\n"), (3, 1), csv("name\nx\nx\n")),
    ("L2-02", csv("name,kind\nx,y\n,z\n"), (3, 1), csv("name,kind\nx,y\nz,\n")),
    ("L2-03", csv("name,name\nx,y\n"), (1, 2), csv("name,kind\nx,y\n")),
    ("L2-04", csv("answer\n済\n済\nOK\nＯＫ\nOK\n"), (5, 1), csv("answer\n済\n済\n未\n")),
    ("L2-04", csv("answer\n済み\n", schema=CHOICE), (2, 1), csv("answer\n済\n未\n", schema=CHOICE)),
    ("L2-05", csv("answer\nその他（自転車）\n"), (2, 1), csv("answer\nその他\n")),
    ("L2-06", sheet(formulas=((3, 4),)), (3, 2), sheet()),
    ("L3-01", csv("title,,\nname,kind,area\nx,y,z\n"), (1, 1), csv("name,kind,area\nx,y,z\n")),
    ("L3-01", replace(sheet(), table=replace(sheet().table, header_row=4, lines=[5, 6])), (4, None), sheet()),
    ("L3-02", csv("bb\nS1\n", schema=schema({"name": "bb", "constraints": {"enum": ["S1"]}})), (1, 1), csv("bb\nq1\n")),
    ("L3-03", csv("nn\n5\n-\n", schema=MISSING), (3, 1), csv("nn\n5\nX\n", schema=MISSING)),
    ("L3-04", csv("name,population\nx,5\n"), (1, 2), csv("name,population,unit\nx,5,person\n")),
    ("L3-05", csv("time\n令和5年度\n"), (2, 1), csv("time\n2023年度\n")),
    ("L3-05", csv("time,fiscal\nR5,2022\n"), (2, 1), csv("time,fiscal\nR5,2023\n")),
    ("L3-06", csv("code\n042021\n42021\n", schema=CODE), (3, 1), csv("code\n042021\n", schema=CODE)),
    ("L3-06", csv("code\n042022\n", schema=CODE), (2, 1), csv("code\n040002\n", schema=CODE)),
    ("L3-06", csv("code\n4202\n", schema=AREA), (2, 1), csv("code\n04202\n", schema=AREA)),
    ("L3-06", csv("area\n宮城\n", schema=PREFECTURE), (2, 1), csv("area\n宮城県\n北海道\n", schema=PREFECTURE)),
    ("L3-06", csv("city\n石巻\n", schema=CITY), (2, 1), csv("city\n石巻市\n合計\n", schema=CITY)),
    ("L3-08", csv("名称\nx\n"), (1, 1), csv("name\nx\n")),
    ("L3-08", csv("name\nx\n", encoding=""), (None, None), csv("name\nx\n", encoding="utf-8")),
    ("L3-09", csv("name,y2022,y2023\nx,aa,bb\n"), (1, 2), csv("name,year,kind\nx,2022,a\n")),
]


def test_every_rule_is_said_in_both_languages_and_decided_by_someone() -> None:
    assert list(rules()) == IDS
    assert list(RULES) == [name for name in IDS if name in RULES]
    for rule in rules().values():
        assert (rule.id in RULES) == (rule.decided != "person") == bool(rule.note)
        assert bool(rule.why) == (rule.decided != "machine")
        assert rule.level == int(rule.id[1])
        assert rule.severity in ("fatal", "critical", "major", "minor")
        assert rule.applies in ("csv", "xlsx", "both")
        said = [rule.text, rule.remedy, *([rule.why] if rule.why else []), *rule.note.values()]
        assert all(words["ja"] and words["en"] and set(words) == {"ja", "en"} for words in said)


def test_each_wording_of_a_finding_is_used() -> None:
    used: set[tuple[str, str]] = set()
    for path in Path(room.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "finding":
                match node.args[:2]:
                    case [ast.Constant(value=str(rule)), ast.Constant(value=str(kind))]:
                        used.add((rule, kind))
    kinds = {(rule.id, kind) for rule in rules().values() for kind in rule.note}
    assert used <= kinds
    assert {rule for rule, _ in kinds - used} <= {"L1-06", "L2-01"}  # their kinds are told from the text


def test_every_rule_that_a_machine_decides_is_tried() -> None:
    assert {rule for rule, *_ in CASES} == {*RULES}


@pytest.mark.parametrize(("rule", "bad", "place", "good"), CASES, ids=[f"{i}-{c[0]}" for i, c in enumerate(CASES)])
def test_a_rule_finds_what_breaks_it_and_nothing_else(
    rule: str, bad: Subject, place: tuple[int | None, int | None], good: Subject
) -> None:
    found = apply(bad)
    assert {(f.rule, f.row, f.column) for f in found} >= {(rule, *place)}
    assert {f.rule for f in found} == {rule}
    assert apply(good) == []


def note(subject: Subject) -> str:
    return apply(subject)[0].note_en


def test_a_repair_is_suggested() -> None:
    assert "042021" in note(csv("code\n42021\n", schema=CODE))
    assert "131016" in note(csv("code\n13101\n", schema=CODE))
    assert "it is 1" in note(csv("code\n042022\n", schema=CODE))
    assert "東京都" in note(csv("area\n東京\n", schema=PREFECTURE))
    assert "(1768)" in note(csv('aa,nn\nx,"1,768"\n', schema=COUNT))
    assert "(-3)" in note(csv("aa,nn\nx,▲3\n", schema=COUNT))


def test_rules_of_sheets_are_not_for_csv_and_rules_of_csv_not_for_sheets() -> None:
    assert apply(replace(sheet(merged=((2, 3, 3, 3),), formulas=((2, 4),)), media="csv")) == []
    broken = frame(["0"], [["x\ny"]])
    assert {f.rule for f in apply(Subject(Table("t", broken, "t.xlsx", labels=["name"]), "xlsx"))} == {"L1-06"}
    assert {"L1-10", "L1-11", "L3-07"} <= {*undecided("xlsx")}
    assert not {"L1-10", "L1-11", "L1-14"} & {*undecided("csv")}


def test_quotations_and_texts_in_a_language_are_free_where_the_schema_says_so() -> None:
    fields = schema({"name": "name", "lang": "ja", "descriptions": {"ja": "x", "en": "x"}})
    text = "name\n令和5年度\n①、その他\n①\n"
    assert apply(csv(text, schema=fields, published=True)) == []
    assert {f.rule for f in apply(csv(text, schema=fields))} == {"L1-07", "L1-08", "L3-05"}
    plain = schema({"name": "printed", "descriptions": {"ja": "x", "en": "x"}})
    quoted = schema({"name": "printed", "descriptions": {"ja": "x", "en": "x"}, "quotation": True})
    text = "printed\n令和5年度\n12人\n 3\n〃\n"
    assert apply(csv(text, schema=quoted, published=True)) == []
    assert {f.rule for f in apply(csv(text, schema=plain, published=True))} >= {"L1-06", "L2-02", "L3-05"}


def test_printed_notation_breaks_the_rules_though_its_schema_declares_it() -> None:
    raw = schema({"name": "printed", "notation": {"kind": "quantity"}})
    assert [(f.rule, f.row) for f in apply(csv("printed\n25自治体\n前年度越え\n", schema=raw))] == [
        ("L2-01", 2),
        ("L2-01", 3),
    ]


def test_a_wide_file_is_judged_as_it_is_though_a_long_table_is_made_of_it(tmp_path: Path) -> None:
    start(tmp_path / "p", "040002", "宮城県", "Miyagi", "https://www.example.jp/", "2023")
    (tmp_path / "wide.csv").write_text("area,2021年度,2022年度\na,1,2人\nb,3,4\n", "utf-8")
    add(load(tmp_path / "p"), tmp_path / "wide.csv")
    [found] = [found for path, _, found in received(load(tmp_path / "p")) if path == "raw/wide.csv"]
    assert {("L2-01", 2, 3), ("L3-09", 1, 2)} <= {(f.rule, f.row, f.column) for f in found}


def published(root: Path) -> Sequence[tuple[str, list[Finding], Table]]:
    found = []
    for path in sorted((root / "schemas" / "published").glob("*.json")):
        declared = msgspec.json.decode(path.read_bytes(), type=Schema)
        table, _ = parse((root / "output" / "data" / f"{path.stem}.csv").read_text("utf-8"), path.stem, "t.csv")
        subject = Subject(table, "csv", declared, True, "utf-8")
        found.append((path.stem, apply(subject), table))
    return found


def test_what_is_published_breaks_no_rule(root: Path) -> None:
    found = published(root)
    assert len(found) > 15
    assert {(name, f.rule, f.row, f.column) for name, findings, _ in found for f in findings} == set()


texts = st.text(max_size=8) | st.sampled_from(
    ["1,768人", "R5", "〃", "42021", "その他（x）", "-", "７", "", " ", "a、b", "\n", "{x}"]
)


@given(st.data(), st.sampled_from(["csv", "xlsx"]), st.sampled_from([None, CODE, COUNT, CHOICE, MISSING, CITY, AREA]))
def test_any_table_is_judged(data: st.DataObject, media: Any, declared: Schema | None) -> None:
    width = data.draw(st.integers(0, 4))
    names = [field.name for field in declared.fields] if declared else []
    labels = data.draw(st.lists(texts | st.sampled_from([*names, "x"]), min_size=width, max_size=width))
    cells = st.lists(texts | st.none(), min_size=width, max_size=width)
    rows = data.draw(st.lists(cells, max_size=6)) if width else []
    ragged = {index: data.draw(st.lists(texts, max_size=6)) for index in range(len(rows)) if data.draw(st.booleans())}
    table = Table("t", frame([str(i) for i in range(width)], rows), "t.csv", labels=labels, ragged=ragged)
    below = data.draw(st.lists(st.tuples(st.integers(1, 99), st.lists(texts, max_size=3).map(tuple)), max_size=2))
    subject = Subject(table, media, declared, data.draw(st.booleans()), below=below)
    for found in apply(subject):
        assert found.rule in RULES
        assert found.note_ja
        assert found.note_en
        assert found.column is None or found.column >= 1
