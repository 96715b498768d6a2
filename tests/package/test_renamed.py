"""A renamed field is published under both names until a version that is declared."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.build import build
from pipeline.package import load
from pipeline.package.renamed import with_former_names
from tests.conftest import quiet
from tests.package.spoiling import put

FIELD = {
    "name": "value_precision",
    "from": "printed.step",
    "valueUrl": "id/step/{value_precision}",
    "formerly": {"name": "value_step", "until": "2.0.0"},
}


@pytest.mark.parametrize(("version", "names"), [("1.9.9", 2), ("2.0.0", 1), ("2.0.1", 1), ("10.0.0", 1)])
def test_until_its_version(version: str, names: int) -> None:
    assert len(with_former_names({"fields": [FIELD]}, version)["fields"]) == names


def test_the_former_one_has_the_same_values_and_says_by_what_it_is_replaced() -> None:
    [_, former] = with_former_names({"fields": [FIELD]}, "1.1.0")["fields"]
    assert former["name"] == "value_step"
    assert (former["from"], former["replacedBy"]) == ("printed.step", "value_precision")
    assert former["valueUrl"] == "id/step/{value_step}"
    assert "2.0.0" in former["descriptions"]["en"]
    assert "formerly" not in former


def test_in_a_release(project: Path) -> None:
    schema = "schemas/published/kpi_observations.json"
    put(project, schema, "fields.value_step.formerly", {"name": "value_step", "until": "2.0.0"})
    put(project, schema, "fields.value_step.name", "value_precision")
    run = build(load(project), quiet)
    assert [problem.code for problem in run.problems] == ["W-ROUNDING"]
    rows = run.tables["kpi_observations"].rows()
    assert {row["value_precision"] for row in rows} > {None}
    assert [row["value_step"] for row in rows] == [row["value_precision"] for row in rows]


def test_until_is_a_version_that_may_break(project: Path) -> None:
    put(project, "schemas/published/kpis.json", "fields.unit.formerly", {"name": "u", "until": "1.1.0"})
    with pytest.raises(Exception, match="E-DESCRIPTOR"):
        load(project)
