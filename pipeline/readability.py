"""The rules of machine-readable tables on the files of a project, those received or those published."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from pipeline.errors import Stop
from pipeline.package import Package
from pipeline.package.descriptor import Raw
from pipeline.problem import Problem, failed
from pipeline.read import read_source
from pipeline.read.excel import open_sheet
from pipeline.rules import Finding, Subject, apply

Judged = tuple[str, Subject, list[Finding]]


def received(package: Package) -> Iterator[Judged]:
    """Each raw file as it came, with its findings. Raises Stop where one cannot be read."""
    for name, source in package.raw_sources().items():
        as_it_is = replace(source, unpivot=None)
        table, problems = read_source(package.root_of(source), name, as_it_is)
        if failed(problems):
            raise Stop(problems)
        subject = Subject(table, "csv", package.raw[name], encoding=source.encoding)
        if table.sheet:
            sheet = open_sheet(table.received, source.path, table.sheet)
            assert not isinstance(sheet, Problem), "it was read just now"
            rows = sorted({row for row, _ in sheet.cells if table.lines and row > table.lines[-1] + 1})
            subject = Subject(
                table,
                "xlsx",
                package.raw[name],
                merged=sheet.merged,
                hidden_rows=sorted(sheet.hidden_rows),
                hidden_columns=sorted(sheet.hidden_columns),
                formulas=sorted(sheet.formulas),
                below=[(row, tuple(text for (at, _), text in sheet.cells.items() if at == row)) for row in rows],
            )
        yield source.path, subject, apply(subject)


def published(package: Package, folder: str) -> Iterator[Judged]:
    """Each canonical table of the release in `folder` of the project, with its findings. Raises Stop where there
    is none."""
    for resource in package.descriptor.resources:
        path = f"{folder}/data/{resource.name}.csv"
        table, problems = read_source(package.root, resource.name, Raw(path=path, schema="", encoding="utf-8"))
        if problems:
            raise Stop(problems)
        subject = Subject(table, "csv", package.published[resource.name], True, "utf-8")
        yield path, subject, apply(subject)
