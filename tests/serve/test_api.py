"""The rows of tables as JSON and CSV: what pandas finds in the file."""

from __future__ import annotations

import asyncio
import csv
import io
import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urljoin

import pandas as pd
import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request

from pipeline.emit.csv import LF, header, lines
from pipeline.errors import Stop
from pipeline.package.models import Field, Schema, Words
from pipeline.package.release import load_release
from pipeline.serve import rows as serving_rows
from pipeline.serve.api import _cell
from pipeline.serve.api import rows as answered
from pipeline.serve.conditions import COMPARED, Condition
from pipeline.serve.rows import Question, picked
from pipeline.table import Table
from pipeline.table import frame as framed
from tests.conftest import ROOT, tries

WORDS = Words("名", "name")


def get(address: str, **parameters: str) -> requests.Response:
    return requests.get(address, params=parameters, timeout=20)


def frame(table: str) -> pd.DataFrame:
    return pd.read_csv(ROOT / "output" / "data" / f"{table}.csv", dtype=str, keep_default_na=False)


def keys(answer: requests.Response) -> list[str]:
    assert answer.status_code == 200, answer.text
    return ["/".join(str(row[name]) for name in ("kpi", "fiscal_year")) for row in answer.json()["rows"]]


def expected(chosen: pd.DataFrame) -> list[str]:
    return [f"{kpi}/{year}" for kpi, year in zip(chosen.kpi, chosen.fiscal_year, strict=True)]


def test_every_table_is_listed_with_its_addresses_and_answers(server: str) -> None:
    listed = get(f"{server}api").json()["tables"]  # a slash is added
    described = json.loads((ROOT / "output" / "datapackage.json").read_text("utf-8"))["resources"]
    assert [table["name"] for table in listed] == [r["name"] for r in described if r["path"].startswith("data/")]
    for table in listed:
        rows = frame(table["name"])
        answer = get(urljoin(f"{server}api/", table["json"]), _limit="2")
        assert answer.json()["total"] == len(rows) == int(answer.headers["X-Total-Count"])
        assert [field["name"] for field in table["fields"]] == [*rows.columns]
        text = get(urljoin(f"{server}api/", table["csv"]), _limit="1000").content.decode()
        assert [*csv.reader(io.StringIO(text))][1:] == rows.head(1000).to_numpy().tolist()


def test_filters_are_typed_by_the_schema(server: str) -> None:
    address, rows = f"{server}api/kpi_observations", frame("kpi_observations")
    number = rows.value.map(lambda text: Decimal(text) if text else None)
    held = number.notna()
    cases: dict[tuple[str, str], pd.Series] = {
        ("kpi", "kpi08"): rows.kpi == "kpi08",
        ("value__gt", "9"): held & (number > 9),
        ("value__gte", "35.0"): held & (number >= 35),
        ("value__lt", "100"): held & (number < 100),
        ("value__lte", "35"): held & (number <= 35),
        ("value", "35.00"): number == 35,
        ("fiscal_year__gt", "2022"): rows.fiscal_year.astype(int) > 2022,
        ("fiscal_year__in", "2020,2023"): rows.fiscal_year.isin(["2020", "2023"]),
        ("kpi__in", "kpi01,kpi02"): rows.kpi.isin(["kpi01", "kpi02"]),
        ("printed__contains", "自治体"): rows.printed.str.contains("自治体"),
        ("printed__contains", "%"): rows.printed.str.contains("%", regex=False),
        ("value__isnull", "true"): ~held,
        ("value__isnull", "false"): held,
        ("approximate", "true"): rows.approximate == "true",
        ("kpi__gte", "kpi10"): rows.kpi >= "kpi10",
    }
    for (parameter, value), chosen in cases.items():
        assert keys(get(address, **{parameter: value})) == expected(rows[chosen]), (parameter, value)
    both = get(address, value__gt="9", fiscal_year="2023")
    assert keys(both) == expected(rows[(number > 9).fillna(False) & (rows.fiscal_year == "2023")])


def test_rows_are_sorted_as_numbers_and_empty_ones_are_last(server: str) -> None:
    address, rows = f"{server}api/kpi_achievement", frame("kpi_achievement")
    rates = rows.reported_rate.map(lambda text: Decimal(text) if text else Decimal("Infinity"))
    assert keys(get(address, _sort="reported_rate")) == expected(rows.loc[rates.sort_values(kind="stable").index])
    falling = rates.map(lambda rate: rate if rate.is_finite() else Decimal("-Infinity"))
    order = (-falling).sort_values(kind="stable").index
    assert keys(get(address, _sort_desc="reported_rate")) == expected(rows.loc[order])


def test_pages_follow_each_other_to_the_end(server: str) -> None:
    address, found = f"{server}api/audit?_limit=300&_columns=key,row", []
    whole = frame("audit")
    while address:
        answer = requests.get(address, timeout=20)
        found += [row["key"] for row in answer.json()["rows"]]
        following = answer.links.get("next", {}).get("url", "")
        assert bool(following) == bool(answer.json()["next"])
        address = following and urljoin(address, following)
    assert found == [key or None for key in whole.key]


def test_columns_and_limits(server: str) -> None:
    address = f"{server}api/audit"
    assert [*get(address, _columns="key,file", _limit="1").json()["rows"][0]] == ["key", "file"]
    assert len(get(address).json()["rows"]) == 100
    assert get(address, _limit="1000").json()["limit"] == 1000
    assert get(address, _limit="0").json()["rows"] == []
    assert get(address, _offset="999999").json()["next"] is None
    assert get(f"{address}.csv", _columns="key", _limit="1").text.splitlines()[0] == "key"


def test_decimals_stand_as_they_are_published(server: str) -> None:
    """160.00 is 160.00 for who reads decimals, and the same number for who does not."""
    text = get(f"{server}api/kpi_achievement").text
    rows = json.loads(text, parse_float=str, parse_int=str)["rows"]
    for row, (_, published) in zip(rows, frame("kpi_achievement").iterrows(), strict=True):
        for name in ("value", "achievement_rate", "gap_to_target"):
            assert (row[name] or "") == published[name]
    assert any(row["achievement_rate"].endswith("0") for row in rows)


@pytest.mark.parametrize(
    ("kind", "text", "json_"),
    [
        ("number", "160.00", "160.00"),
        ("number", "-0.5", "-0.5"),
        ("number", None, "null"),
        ("number", "0.1234567890123456", '"0.1234567890123456"'),
        ("integer", "9007199254740993", '"9007199254740993"'),
        ("year", "2023", "2023"),
        ("number", "NaN", '"NaN"'),
        ("number", "+1", '"+1"'),
        ("integer", "007", '"007"'),
        ("boolean", "true", "true"),
        ("string", "007", '"007"'),
        ("string", 'a"b\n', '"a\\"b\\n"'),
    ],
)
def test_a_number_that_json_readers_would_change_is_a_text(kind: str, text: str | None, json_: str) -> None:
    assert _cell(Field("x", WORDS, type=kind), text) == json_  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("path", "status", "code", "known"),
    [
        ("nothing", 404, "E-API-TABLE", "kpis"),
        ("kpis?gaol=citizen", 400, "E-API-FIELD", "(near ones: goal)"),
        (
            "kpis?goal__like=c",
            400,
            "E-API-FIELD",
            "(near ones: goal, goal__gt, goal__gte, goal__lt, goal__lte, goal__con",
        ),
        ("kpis?_columns=goal,nothing", 400, "E-API-FIELD", "none of the 18 fields of the table"),
        ("kpis?_sort=gaol", 400, "E-API-FIELD", "(near ones: goal)"),
        ("kpis?_limt=1", 400, "E-API-FIELD", "(near ones: _limit)"),
        ("kpis?SORT=goal", 400, "E-API-FIELD", "near ones: _sort"),
        ("kpis?%22%20OR%201%3D1%20--=x", 400, "E-API-FIELD", "goal"),
        ("kpis?_sort=kpi%3B%20DROP%20TABLE%20x", 400, "E-API-FIELD", "kpi"),
        ("kpis?target_value__gt=many", 400, "E-API-VALUE", "a number is expected"),
        ("kpis?target_value__gt=1%29%20OR%20%281%3D1", 400, "E-API-VALUE", "a number is expected"),
        ("kpis?target_value__in=1,,2", 400, "E-API-VALUE", "a value is expected; target_value__isnull=true finds"),
        ("kpis?target_value__gt=", 400, "E-API-VALUE", "a value is expected; target_value__isnull=true finds"),
        ("kpis?label_en=", 400, "E-API-VALUE", "a value is expected; label_en__isnull=true finds"),
        ("kpis?target_value__isnull=perhaps", 400, "E-API-VALUE", "true or false is expected"),
        ("kpis?target_value__contains=1", 400, "E-API-VALUE", "there are target_value, target_value__gt"),
        ("kpis?source_page=1.5", 400, "E-API-VALUE", "a whole number is expected"),
        ("kpi_achievement?target_met=yes", 400, "E-API-VALUE", "true or false is expected"),
        ("initiatives?is_new=1", 400, "E-API-VALUE", "true or false is expected"),
        ("initiatives?is_new__in=true,1", 400, "E-API-VALUE", "true or false is expected"),
        (
            "kpis?approximate__gt=false",
            400,
            "E-API-VALUE",
            "there are approximate, approximate__in, approximate__isnull",
        ),
        ("municipalities?kind=cityy", 400, "E-API-VALUE", "one of prefecture, city, town, village is expected"),
        ("municipalities?kind__in=city,towns", 400, "E-API-VALUE", "one of prefecture, city"),
        ("municipalities?kind__gt=city", 400, "E-API-VALUE", "there are kind, kind__in, kind__isnull, kind__contains"),
        ("municipalities?code=40002", 400, "E-API-VALUE", "all values are of the form 04[0-9]{4}"),
        ("initiative_dates?start_date__gte=2024-3-1", 400, "E-API-VALUE", "a date like 2024-03-01 is expected"),
        ("initiative_dates?start_date=2024-02-30", 400, "E-API-VALUE", "a date like 2024-03-01 is expected"),
        ("kpi_observations?fiscal_year=R5", 400, "E-API-VALUE", "a year like 2023 is expected"),
        ("kpis?_limit=-1", 400, "E-API-VALUE", "a whole number from 0 to 1000 is expected"),
        ("kpis?_limit=1001", 400, "E-API-VALUE", "a whole number from 0 to 1000 is expected"),
        ("kpis.csv?_limit=50001", 400, "E-API-VALUE", "a whole number from 0 to 50000 is expected"),
        ("kpis?_offset=1e3", 400, "E-API-VALUE", "a whole number from 0 is expected"),
        ("..%2f..%2fsecret", 404, "E-REQUEST-PATH", ""),
    ],
)
def test_what_is_not_known_is_refused_and_what_is_possible_is_named(
    server: str, path: str, status: int, code: str, known: str
) -> None:
    answer = get(f"{server}api/{path}")
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert known in answer.json()["message"]["en"]
    assert "expected" not in answer.json()["message"]["ja"], "a reason without its Japanese"


def test_dates_and_codes_are_compared(server: str) -> None:
    rows = frame("initiative_dates")
    found = get(f"{server}api/initiative_dates", start_date__gte="2024-03-01").json()["rows"]
    assert [row["start_date"] for row in found] == rows[rows.start_date >= "2024-03-01"].start_date.to_list() != []
    found = get(f"{server}api/municipalities", kind__in="village,town", code__gt="0405").json()["rows"]
    places = frame("municipalities")
    assert [row["code"] for row in found] == places[
        places.kind.isin(["town", "village"]) & (places.code > "0405")
    ].code.to_list()


def test_a_csv_is_whole_unless_it_is_asked_for_in_parts(server: str) -> None:
    """A page of JSON says how many rows there are; a CSV cannot, and so is never cut in silence."""
    address = f"{server}api/audit"
    assert get(f"{address}.csv").content == (ROOT / "output" / "data" / "audit.csv").read_bytes()
    page = get(address).json()
    assert (page["limit"], len(page["rows"]), page["total"]) == (100, 100, len(frame("audit")))
    limits = get(f"{server}api/").json()["limits"]
    assert limits == {"json": {"default": 100, "most": 1000}, "csv": {"default": None, "most": 50000}}


def test_a_csv_of_more_rows_than_one_answer_has_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "x.csv").write_text("a\n1\n2\n3\n", "utf-8")
    monkeypatch.setattr(serving_rows, "WHOLE", 2)
    schema = Schema([Field("a", WORDS)])
    with pytest.raises(Stop) as stop:
        picked(tmp_path / "x.csv", schema, Question(["a"], [], "", False, None, 0))
    assert [problem.code for problem in stop.value.problems] == ["E-API-ROWS"]
    assert picked(tmp_path / "x.csv", schema, Question(["a"], [], "", False, None, 1)) == ([("2",), ("3",)], 3)


def test_texts_are_bound(server: str) -> None:
    for text in ("' OR 1=1 --", '" OR 1=1 --', "?", "%", "\\", "kpi01'; DROP TABLE x; --", "\x00"):
        assert get(f"{server}api/kpis", label_en=text).json()["total"] == 0


def test_a_table_whose_names_and_cells_mean_something_to_sql(tmp_path: Path) -> None:
    path = tmp_path / "a*[b]?.csv"
    path.write_text('select,order by,"it\'s"\n1,"a""b,\nc",\'x\'\n10,--,\n2.50,;,""""\n', "utf-8")
    (tmp_path / "axbx.csv").write_text('select,order by,"it\'s"\n9,9,9\n', "utf-8")
    names = ["select", "order by", "it's"]
    schema = Schema([Field(name, WORDS, type="number" if name == "select" else "string") for name in names])
    question = Question(names, [Condition("select", "gt", "1.5")], "select", True, 10, 0)
    assert picked(path, schema, question) == ([("10", "--", None), ("2.50", ";", '"')], 2)
    contains = Question(names, [Condition("order by", "contains", ",\n")], "it's", False, 10, 0)
    assert picked(path, schema, contains) == ([("1", 'a"b,\nc', "'x'")], 1)


def test_a_file_that_is_not_as_its_schema_says_is_a_problem(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("a,b\n1,2,3\n", "utf-8")
    schema = Schema([Field("a", WORDS), Field("b", WORDS)])
    with pytest.raises(Stop) as stop:
        picked(path, schema, Question(["a"], [], "", False, 10, 0))
    assert [problem.code for problem in stop.value.problems] == ["E-RELEASE-FORM"]


def test_a_table_whose_file_is_gone_is_a_problem(tmp_path: Path) -> None:
    released: Any = SimpleNamespace(package=load_release(ROOT / "output"), folder=tmp_path)
    scope = {"type": "http", "path": "/api/kpis", "path_params": {"table": "kpis"}, "query_string": b"", "headers": []}
    request = Request(scope)
    with pytest.raises(Stop) as stop:
        asyncio.run(answered(released, request))
    assert [(problem.code, problem.file) for problem in stop.value.problems] == [("E-FILE", "data/kpis.csv")]


def test_openapi_describes_what_there_is(server: str) -> None:
    document = get(f"{server}api/openapi.json").json()
    assert document["openapi"] == "3.1.0"
    names = [parameter.get("name", "") for parameter in document["paths"]["/kpis"]["get"]["parameters"]]
    assert list(dict.fromkeys(name.split("__")[0] for name in names if name)) == [*frame("kpis").columns]
    limits = [document["components"]["parameters"][f"_limit.{form}"]["schema"] for form in ("json", "csv")]
    assert [limit["maximum"] for limit in limits] == [1000, 50000]
    assert (limits[0]["default"], "default" in limits[1]) == (100, False)
    kinds = {p["name"]: p["schema"] for p in document["paths"]["/municipalities"]["get"]["parameters"] if "name" in p}
    assert kinds["kind"]["enum"] == ["prefecture", "city", "town", "village"]
    assert "kind__gt" not in kinds
    assert all(get(f"{server}api{path}", _limit="1").status_code == 200 for path in document["paths"])
    for path, operation in document["paths"].items():
        for parameter in operation["get"]["parameters"]:
            name = parameter["$ref"].removeprefix("#/components/parameters/") if "$ref" in parameter else ""
            assert not name or name in document["components"]["parameters"], path


TEXTS = ["a", "A", "あ", "'", '"', "a,b", "𠮷"]
NUMBERS = ["-1", "1", "1.0", "9", "10"]
CELLS = st.tuples(st.none() | st.sampled_from(TEXTS), st.none() | st.sampled_from(NUMBERS))
CONDITIONS = st.builds(
    Condition,
    st.just("number"),
    st.sampled_from([*COMPARED, "in", "isnull"]),
    st.sampled_from([*NUMBERS, "1,9", "true"]),
) | st.builds(
    Condition,
    st.just("text"),
    st.sampled_from([*COMPARED, "contains", "in", "isnull"]),
    st.sampled_from([*TEXTS, "", "あ,A", "x'); --", "false"]),
)


def makes_sense(condition: Condition) -> bool:
    if condition.operator == "isnull":
        return condition.value in ("true", "false")
    values = condition.values()
    return all(values) and (condition.field == "text" or {*values} <= {*NUMBERS})


def holds(condition: Condition, row: tuple[str | None, str | None]) -> bool:
    """Whether a condition is true of a row, by a plain comparison."""
    name, operator, value = condition.field, condition.operator, condition.value
    cell = row[name == "number"]
    if operator == "isnull":
        return (cell is None) == (value == "true")
    if cell is None or operator == "contains":
        return cell is not None and value in cell
    typed: Callable[[str], Any] = Decimal if name == "number" else str.encode
    left, rights = typed(cell), [typed(one) for one in (value.split(",") if operator == "in" else [value])]
    compared: dict[str, bool] = {
        "": left == rights[0],
        "in": left in rights,
        "gt": left > rights[0],
        "gte": left >= rights[0],
        "lt": left < rights[0],
        "lte": left <= rights[0],
    }
    return compared[operator]


@tries(30)
@given(st.lists(CELLS, min_size=2, max_size=8), st.lists(CONDITIONS, min_size=5, max_size=8), st.integers(0, 2))
def test_any_question_is_answered_as_a_loop_answers_it_or_is_a_problem(
    tmp_path_factory: pytest.TempPathFactory,
    rows: list[tuple[str | None, str | None]],
    every: list[Condition],
    offset: int,
) -> None:
    path = tmp_path_factory.getbasetemp() / "asked.csv"
    names = ["text", "number"]
    path.write_bytes(header(names, LF) + b"".join(lines(Table("t", framed(names, rows)), LF)))
    schema = Schema([Field("text", WORDS), Field("number", WORDS, type="number")])
    for conditions in (*([one] for one in every), every[:2]):
        question = Question(names, conditions, "", False, 3, offset)
        if all(map(makes_sense, conditions)):
            found = [row for row in rows if all(holds(one, row) for one in conditions)]
            assert picked(path, schema, question) == (found[offset : offset + 3], len(found))
        else:
            with pytest.raises(Stop, match="E-API-VALUE"):
                picked(path, schema, question)
