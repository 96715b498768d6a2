"""A release that takes the place of the one that is served."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import requests

from pipeline.emit.swap import swap
from pipeline.signature import SIGNED
from pipeline.site.hosts import RULES
from pipeline.site.page import FOLDER
from tests.conftest import ROOT, without_site
from tests.serve.conftest import SECONDS, address_in, started
from tests.serve.test_server import processes

OLD, NEW = "Electronic approval rate", "Rate of approval"
QUERY = """PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?name { ?kpi skos:notation "kpi10" ; skos:prefLabel ?name FILTER(LANG(?name) = "en") }"""


@pytest.fixture
def output(tmp_path: Path) -> Path:
    return without_site(tmp_path / "output")


def another(output: Path) -> Path:
    """The release that comes next, beside it; it has identifiers."""
    folder = shutil.copytree(output, output.parent / "next")
    for path in ("data/kpis.csv", "rdf/kpis.nt"):
        text = (folder / path).read_text("utf-8")
        assert OLD in text
        (folder / path).write_text(text.replace(OLD, NEW), "utf-8")
    (folder / FOLDER / RULES).parent.mkdir(parents=True)
    shutil.copy(ROOT / "output" / FOLDER / RULES, folder / FOLDER / RULES)
    (folder / SIGNED).touch()
    return folder


def asked(address: str) -> str:
    """The name of the KPI, of SPARQL."""
    answer = requests.get(f"{address}sparql", params={"query": QUERY}, headers={"Accept": "text/csv"}, timeout=10)
    return answer.text.splitlines()[1]


def soon(holds: Callable[[], bool]) -> None:
    until = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.1)


def test_it_is_answered_and_the_process_of_the_former_one_ends(output: Path) -> None:
    with started(output, "--timeout", str(SECONDS)) as (process, said):
        address, former = address_in(said), processes(process.pid)
        assert asked(address) == OLD
        swap(another(output), output)
        soon(lambda: asked(address) == NEW)
        for path in ("id/kpi/kpi10.ttl", "api/kpis.csv"):
            assert NEW in requests.get(address + path, timeout=10).text
        soon(lambda: former.isdisjoint(processes(process.pid)))
        assert asked(address) == NEW


def test_where_it_is_none_yet_the_former_one_goes_on(output: Path) -> None:
    with started(output, "--timeout", str(SECONDS)) as (_, said):
        address, coming = address_in(said), another(output)
        (coming / "datapackage.json").rename(output.parent / "datapackage.json")
        swap(coming, output)
        assert [asked(address) for _ in range(10)] == [OLD] * 10
        (output.parent / "datapackage.json").rename(output / "datapackage.json")
        (output / SIGNED).touch()
        soon(lambda: asked(address) == NEW)
