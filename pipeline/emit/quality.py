"""What a run found of its tables, as measurements (W3C Data Quality Vocabulary): validation of each table,
and every identity that was reconciled."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from pipeline.emit.provenance import BUILD
from pipeline.emit.statements import Said, describe
from pipeline.enrich.rates import round_half_up
from pipeline.files import belongs
from pipeline.identifiers import expand
from pipeline.mapping import dataset
from pipeline.package import Package
from pipeline.package.models import Words
from pipeline.package.words import vocabulary
from pipeline.record import Result, Run, Summary
from pipeline.tally import counts
from pipeline.triples import Literal, Triple


def quality(run: Run, package: Package) -> Iterator[Triple]:
    """Metrics and their measurements. Problems are counted for the table that was read from their file."""
    for name, metric in vocabulary().metrics.items():
        said: dict[str, Said] = {"rdf:type": "dqv:Metric", "skos:prefLabel": metric.titles}
        said |= {"skos:definition": metric.descriptions, "dqv:inDimension": f"ldqd:{metric.dimension}"}
        yield from describe(package, _metric(name), said | {"dqv:expectedDataType": f"xsd:{metric.datatype}"})
    changed = run.changed_cells()
    for name, summary in run.summaries.items():
        place = run.received[name][1].file if name in run.received else name
        wrong = counts(problem for problem in run.problems if belongs(problem.file, place))
        measured = {
            "rows": str(summary.rows),
            "filled-cells": _filled(summary, len(package.published[name].fields)),
            "schema-errors": str(wrong["error"]),
            "warnings": str(wrong["warning"]),
            "interpreted-cells": str(changed[name]),
        }
        for metric_name, value in measured.items():
            datatype = vocabulary().metrics[metric_name].datatype
            yield from _measurement(package, name, metric_name, Literal(value, datatype))
    yield from _identities(package, run.results)


def _identities(package: Package, results: Sequence[Result]) -> Iterator[Triple]:
    """Each identity as a metric. The rows of a table of results are its measurements; here is of which table."""
    published = package.reporting("reconciliation")
    for result in results:
        identity = result.identity
        said: dict[str, Said] = {"rdf:type": "dqv:Metric", "skos:prefLabel": identity.titles}
        said |= {"dqv:inDimension": "ldqd:consistency", "dqv:expectedDataType": "xsd:decimal"}
        yield from describe(package, _metric(identity.name), said)
        if published:
            about = package.published[published.name].about_url
            row = expand(about, {"identity": identity.name, "scope": result.scope})
            yield from describe(package, row, {"dqv:computedOn": dataset(identity.table)})
            yield from describe(package, dataset(identity.table), {"dqv:hasQualityMeasurement": row})


def _measurement(package: Package, table: str, metric: str, value: Literal) -> Iterator[Triple]:
    address = f"id/measurement/{table}/{metric}"
    said: dict[str, Said] = {"rdf:type": "dqv:QualityMeasurement", "dqv:computedOn": dataset(table)}
    said |= {"dqv:isMeasurementOf": _metric(metric), "dqv:value": value, "prov:wasGeneratedBy": BUILD}
    titles, named = package.resource(table).titles, vocabulary().metrics[metric].titles
    said["rdfs:label"] = Words(ja=f"{titles.ja}：{named.ja}", en=f"{titles.en}: {named.en}")
    yield from describe(package, address, said)
    yield from describe(package, dataset(table), {"dqv:hasQualityMeasurement": address})


def _metric(name: str) -> str:
    return f"id/metric/{name}"


def _filled(summary: Summary, fields: int) -> str:
    return format(round_half_up(Fraction(100 * summary.filled, summary.rows * fields or 1), 2), "f")
