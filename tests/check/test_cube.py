"""The integrity constraints of the Data Cube vocabulary: each is seen to fail, alone, on a cube that kept them all."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from pipeline.check.cube import Violation, cube_problems, violations

BASE = "https://example.org/"
PREFIXES = f"""
PREFIX : <{BASE}>
PREFIX qb: <http://purl.org/linked-data/cube#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX sdmx-dimension: <http://purl.org/linked-data/sdmx/2009/dimension#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""


@pytest.fixture
def cube() -> ox.Store:
    store = ox.Store()
    store.load(path=str(Path(__file__).with_name("cube.ttl")))
    return store


def test_a_well_formed_cube_keeps_every_constraint(cube: ox.Store) -> None:
    assert violations(cube) == []


@pytest.mark.parametrize(
    ("constraint", "offender", "update"),
    [
        ("IC-1", "o4", "DELETE DATA { :o4 qb:dataSet :work }"),
        ("IC-1", "o1", "INSERT DATA { :o1 qb:dataSet :another }"),
        ("IC-2", "work", "DELETE DATA { :work qb:structure :structure }"),
        ("IC-2", "work", "INSERT DATA { :work qb:structure :another }"),
        ("IC-3", "another", "INSERT DATA { :another a qb:DataStructureDefinition }"),
        ("IC-4", "office", "DELETE DATA { :office rdfs:range skos:Concept }"),
        ("IC-5", "office", "DELETE DATA { :office qb:codeList :offices }"),
        ("IC-6", "office", "INSERT DATA { :theOffice qb:componentRequired false }"),
        ("IC-7", "byPeriod", "DELETE DATA { :structure qb:sliceKey :byPeriod }"),
        ("IC-8", "key", "INSERT DATA { :structure qb:sliceKey :key . :key a qb:SliceKey ; qb:componentProperty :age }"),
        ("IC-9", "slice2022", "DELETE DATA { :slice2022 qb:sliceStructure :byPeriod }"),
        ("IC-9", "slice2022", "INSERT DATA { :slice2022 qb:sliceStructure :another }"),
        ("IC-10", "slice2022", "DELETE DATA { :slice2022 sdmx-dimension:refPeriod :2022 }"),
        ("IC-11", "o1", "DELETE DATA { :o1 :office :north }"),
        ("IC-12", "o3", "DELETE { :o3 ?year :2023 } INSERT { :o3 ?year :2022 } WHERE { :o3 ?year :2023 }"),
        ("IC-13", "o1", "DELETE DATA { :o1 :unit :count }"),
        ("IC-14", "o1", "DELETE DATA { :o1 :cases 12 }"),
        ("IC-15", "p1", "DELETE DATA { :p1 :persons 200 }"),
        ("IC-16", "p1", "INSERT DATA { :p1 :share 0.4 }"),
        ("IC-17", "p1", "DELETE WHERE { :p2 ?property ?value }"),
        ("IC-18", "p1", "INSERT DATA { :slice2022 qb:observation :p1 }"),
        ("IC-19", "taxes", "DELETE DATA { :taxes skos:inScheme :services }"),
        ("IC-19", "taxes", "DELETE DATA { :taxes a skos:Concept }"),
        ("IC-19", "old", "DELETE DATA { :grown skos:member :old }"),
        ("IC-20", "town", "DELETE DATA { :county :contains :town }"),
        ("IC-21", "roads", "DELETE DATA { :roads :partOf :transport }"),
    ],
)
def test_a_violation_is_found_and_no_other(cube: ox.Store, constraint: str, offender: str, update: str) -> None:
    cube.update(PREFIXES + update)
    found = {violation.constraint: violation.offenders for violation in violations(cube)}
    assert found == {constraint: (f"<{BASE}{offender}>",)}


def test_every_offender_is_counted_once(cube: ox.Store) -> None:
    cube.update(PREFIXES + "DELETE WHERE { ?observation :unit :count }")
    offenders = tuple(f"<{BASE}o{number}>" for number in (1, 2, 3, 4))
    assert violations(cube) == [Violation("IC-13", "Required attributes", offenders)]


def test_one_duplicate_among_thousands_of_observations_is_found(cube: ox.Store) -> None:
    points = [divmod(number, 100) for number in range(5_000)] + [(12, 34)]
    rows = [
        f":n{n} a qb:Observation ; qb:dataSet :grid ; :x {x} ; :y {y} ; :height {n}" for n, (x, y) in enumerate(points)
    ]
    cube.update(f"{PREFIXES} INSERT DATA {{ {' . '.join(rows)} }}")
    assert violations(cube) == [Violation("IC-12", "No duplicate observations", (f"<{BASE}n5000>",))]


def test_a_violation_in_a_release_is_a_problem(cube: ox.Store) -> None:
    cube.update(PREFIXES + "DELETE DATA { :o1 :cases 12 . :o2 :days 3.5 }")
    problems = list(cube_problems(cube))
    assert [(problem.code, problem.file) for problem in problems] == [("E-CUBE", "rdf")]
    facts = {"constraint": "IC-14", "name": "All measures present", "node": f"<{BASE}o1>", "count": "2"}
    assert problems[0].facts == facts
