"""Every value of the shipped release followed back: recomputed by hand from what is said to be its inputs, and found in
the raw file where it is said to stand."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from wcwidth import wcswidth

from pipeline.enrich.rates import RATES
from pipeline.explain import Explained, explain
from pipeline.explain.follow import Follower
from pipeline.explain.opened import opened
from pipeline.explain.text import text
from pipeline.trace import Cell
from tests.conftest import ROOT, Opendata

OUTPUT = ROOT / "output"
DESCRIPTOR = json.loads((OUTPUT / "datapackage.json").read_text("utf-8"))
TABLES = [resource for resource in DESCRIPTOR["resources"] if resource["path"].startswith("data/")]
ALL = {
    t["name"]: list(csv.DictReader(io.StringIO((OUTPUT / t["path"]).read_text("utf-8"), newline=""))) for t in TABLES
}
Numbers = dict[str, Fraction]


def of_hundred(part: Fraction, whole: Fraction) -> Fraction:
    return part * 100 / whole


BY_HAND: dict[str, Callable[[Numbers], Fraction]] = {
    "achievement": lambda n: of_hundred(n["value"], n["target"]),
    "progress": lambda n: of_hundred(n["value"] - n["baseline"], n["target"] - n["baseline"]),
    "gap": lambda n: n["target"] - n["value"],
    "share": lambda n: of_hundred(n["part"], n["whole"]),
    "per_item": lambda n: n["amount"] / n["count"],
    "change": lambda n: n["value"] - n["previous"],
    "growth": lambda n: of_hundred(n["value"] - n["previous"], n["previous"]),
    "comparable_growth": lambda n: of_hundred(n["value"] - n["previous"], n["previous"]),
    "change_rate": lambda n: of_hundred(n["value"] - n["previous"], n["previous"]),
    "assumed_baseline": lambda n: n["value"],
}


@pytest.fixture(scope="module")
def everything() -> dict[tuple[str, int, str], Explained]:
    """Each cell of the release, by table, number of its row and field."""
    release = opened(OUTPUT)
    follower = Follower(release)
    return {
        (name, number, field.name): follower.explained(Cell(name, row, field.name))
        for name, schema in release.package.published.items()
        for number, row in enumerate(release.rows[name].rows)
        for field in schema.fields
    }


def derived(everything: dict[tuple[str, int, str], Explained], *kinds: str) -> Iterator[Explained]:
    yield from (one for one in everything.values() if one.derived and one.derived.kind in kinds)


def half_up(value: Fraction, decimals: int) -> Decimal:
    """By long division in whole numbers, not as the program does it."""
    scaled = value * 10**decimals
    whole = (abs(scaled.numerator) * 2 + scaled.denominator) // (scaled.denominator * 2)
    return (
        Decimal(whole if scaled >= 0 else -whole)
        .scaleb(-decimals)
        .quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    )


def test_every_cell_of_every_table_is_explained(everything: dict[tuple[str, int, str], Explained]) -> None:
    cells = {(name, number, field) for name, rows in ALL.items() for number, row in enumerate(rows) for field in row}
    assert set(everything) == cells
    for (name, number, field), one in everything.items():
        assert (one.value or "") == ALL[name][number][field]
        assert [bool(one.derived), bool(one.origin), bool(one.report)].count(True) == 1


def test_every_rate_follows_from_its_inputs_by_hand(everything: dict[tuple[str, int, str], Explained]) -> None:
    counted = 0
    for one in derived(everything, "rate"):
        assert one.derived
        if one.derived.rate in BY_HAND and one.value is not None:
            cells = {given.name: given.cells[0].value for given in one.derived.inputs if given.cells}
            numbers = {name: Fraction(value) for name, value in cells.items() if value and _number(value)}
            exact = BY_HAND[one.derived.rate](numbers)
            if one.derived.decimals is None:
                assert Fraction(one.value) == exact
            else:
                assert one.value == format(half_up(exact, one.derived.decimals), "f")
            assert one.derived.exact
            assert Fraction(one.derived.exact) == exact
            counted += 1
    assert counted > 80


def test_what_is_no_number_follows_from_its_inputs_too(everything: dict[tuple[str, int, str], Explained]) -> None:
    types = {(t["name"], f["name"]): f.get("type") for t in TABLES for f in t["schema"]["fields"]}
    for one in derived(everything, "rate"):
        assert one.derived
        given = {i.name: (i.cells[0] if i.cells else None) for i in one.derived.inputs}
        inputs = {
            name: Decimal(cell.value) if types[cell.table, cell.field] in ("integer", "number") else cell.value
            for name, cell in given.items()
            if cell and cell.value is not None
        }
        result = RATES[one.derived.rate](**{name: inputs.get(name) for name in given})
        assert (result.value is None) == (one.value is None)
        if one.status:
            assert one.status.code == result.status
            assert one.status.words
        if isinstance(result.value, str):
            assert one.value == result.value


def test_what_is_looked_up_stands_in_the_row_that_was_picked(
    everything: dict[tuple[str, int, str], Explained],
) -> None:
    keys = {t["name"]: t["schema"]["primaryKey"] for t in TABLES}
    counted = 0
    for one in derived(everything, "lookup", "rate", "row"):
        assert one.derived
        for given in one.derived.inputs:
            for cell in given.cells:
                [row] = [row for row in ALL[cell.table] if "/".join(row[k] for k in keys[cell.table]) == cell.key]
                assert row[cell.field] == (cell.value or "")
                for field, sign, value in given.lookup.conditions if given.lookup else ():
                    assert row[field] == value if sign == "=" else int(row[field]) < int(value)
                    counted += 1
            if one.derived.kind != "rate":
                assert {cell.value for cell in given.cells} == ({one.value} if one.value is not None else set())
    assert counted > 400


def test_every_raw_cell_stands_where_it_is_said_to_stand(everything: dict[tuple[str, int, str], Explained]) -> None:
    raw: dict[str, dict[int, list[str]]] = {}
    for path in (OUTPUT / "raw").glob("*.csv"):
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file)
            begin = 1
            rows = raw[f"raw/{path.name}"] = {}
            for cells in reader:
                rows[begin], begin = cells, reader.line_num + 1
    audit = {(row["table"], row["published_field"], row["key"], row["rule"]): row for row in ALL["audit"]}
    explained = set()
    origins = [one for one in everything.values() if one.origin]
    described = json.loads((ROOT / "datapackage.json").read_text("utf-8"))["resources"]
    documents = {resource["name"]: resource.get("sources", []) for resource in described}
    assert documents["kpis"]
    assert not documents["units"]  # that of the package is not that of each table
    for one in origins:
        assert one.origin
        cell = one.origin.cell
        rows = raw[cell.file]
        assert rows[cell.row][cell.column - 1] == cell.text
        assert rows[1][cell.column - 1] == cell.header
        printed = dict(zip(rows[1], rows[cell.row], strict=True))
        assert (printed.get("page", ""), printed.get("printed_label", "")) == (cell.page, cell.label)
        for change in one.origin.changes:
            place = (one.table, one.field, one.key, change.rule)
            entry = audit[place]
            assert (entry["printed"], entry["value"]) == (change.printed, one.value)
            assert (entry["file"], int(entry["row"]), entry["field"]) == (cell.file, cell.row, cell.field)
            assert place not in explained
            explained.add(place)
        if not one.origin.changes and one.value is not None and one.field in printed:
            assert one.value == cell.text
        declared = [source["title"] for source in documents[one.table]]
        assert [document.title for document in one.origin.documents] == declared
    assert len(origins) > 1_000
    assert explained == audit.keys()  # every entry of the audit explains one cell


@pytest.mark.parametrize("language", ["ja", "en"])
def test_no_line_is_wider_than_a_terminal(everything: dict[tuple[str, int, str], Explained], language: str) -> None:
    for one in [*everything.values()][::7]:
        assert max(wcswidth(line) for line in text(one, language).splitlines()) <= 80  # type: ignore[arg-type]


def test_the_tree_of_a_rate_in_japanese(opendata: Opendata) -> None:
    done = opendata("explain", "kpi_achievement", "kpi01", "achievement_rate", "--lang", "ja")
    assert done.returncode == 0
    assert done.stdout.startswith("106.06 percent\nkpi_achievement kpi01 achievement_rate [達成率（%）]\n")
    for said in (
        "求め方: 達成率（achievement）",
        "式: 値 ÷ 目標 × 100",
        "正確には 3500/33、四捨五入して小数2桁: 106.06",
        "kpi_observations から引いた（kpi = kpi01, fiscal_year = 2023）",
        "raw/kpi_values.csv の 3 行 3 列（printed）",
        "受け取った文字: 「35自治体」",
        "2 ページの見出し「電子申請サービス導入市町村数」の下に印字",
        "https://www.pref.miyagi.jp/soshiki/jyoho/digimpolicy.html",
    ):
        assert said in done.stdout


def test_the_same_as_data(opendata: Opendata) -> None:
    done = opendata("explain", "kpi_achievement", "kpi12", "baseline_value", "--json")
    said = json.loads(done.stdout)
    [given] = said["derived"]["inputs"]
    assert given["lookup"]["pick"] == "earliest"
    assert given["cells"][0]["origin"]["cell"]["file"] == "raw/kpi_values.csv"
    assert said["status"]["code"] == "assumed"


@pytest.mark.parametrize(
    ("cell", "code", "near"),
    [
        (("kpi_achievment", "kpi01", "value"), "E-TARGET", "kpi_achievement"),
        (("kpi_achievement", "kpi01", "achievment_rate"), "E-CELL-FIELD", "achievement_rate"),
        (("kpi_observations", "kpi08/R5", "value"), "E-CELL-KEY", "kpi08/2023"),
        (("kpi_observations", "kpi08", "value"), "E-CELL-KEY", "kpi08/2022"),
        (("kpi_achievement", "", "value"), "E-CELL-KEY", "kpi01"),
    ],
)
def test_a_cell_that_is_not_there_is_told_with_near_ones(
    opendata: Opendata, cell: tuple[str, str, str], code: str, near: str
) -> None:
    done = opendata("explain", *cell, "--json")
    assert done.returncode == 2
    [problem] = json.loads(done.stderr)["problems"]
    assert problem["code"] == code
    assert near in problem["message"]["ja"]


def test_a_row_that_has_no_value_is_no_missing_row(opendata: Opendata) -> None:
    said = opendata("explain", "kpi_achievement", "kpi10", "target_value", "--lang", "en").stdout
    assert "looked up in kpis by kpi = kpi10: row kpi10 has no value" in said
    assert (
        "行 kpi10 に値がない" in opendata("explain", "kpi_achievement", "kpi10", "target_value", "--lang", "ja").stdout
    )


def test_a_rule_is_said_in_words_and_a_word_is_not_said_twice(opendata: Opendata) -> None:
    said = " ".join(opendata("explain", "kpi_achievement", "kpi06", "achievement_rate", "--lang", "en").stdout.split())
    assert "by the rule number.myriad (百, 千, 万, 億 and 兆 multiply" in said.replace("│ ", "")
    assert "status: computed" in said
    assert "computed (computed)" not in said


def test_of_many_fields_the_near_ones_are_not_said_to_be_all(opendata: Opendata) -> None:
    said = opendata("explain", "kpi_achievement", "kpi01", "valu").stderr
    with (ROOT / "output" / "data" / "kpi_achievement.csv").open(encoding="utf-8") as file:
        count = len(next(csv.reader(file)))
    assert f"which has {count} (near ones: value" in " ".join(said.split())


def test_a_code_in_capitals_is_suggested(opendata: Opendata) -> None:
    assert "suggestion: kpi01" in opendata("explain", "kpis", "KPI01", "goal").stderr


def test_a_folder_that_is_no_release_is_told(opendata: Opendata) -> None:
    done = opendata("explain", "kpis", "kpi01", "goal", "--release", "raw")
    assert (done.returncode, "E-RELEASE" in done.stderr) == (2, True)


def test_explaining_needs_no_project() -> None:
    assert explain(OUTPUT, "goals", "citizen", "name").value == "D for Citizen"


def _number(value: str) -> bool:
    try:
        return Decimal(value).is_finite()
    except ArithmeticError:
        return False
