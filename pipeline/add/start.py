"""A new project in an empty folder: the tables that every project needs, and a descriptor that names who publishes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from pipeline.errors import Stop
from pipeline.identifiers import check_digit
from pipeline.package import DESCRIPTOR
from pipeline.problem import Problem

_LISTS = "http://publications.europa.eu/resource/authority"


def start(folder: Path, code: str, ja: str, en: str, base: str, fiscal_year: str) -> list[str]:
    """Writes the project of a local government, with its 全国地方公共団体コード, and gives the paths.

    Raises Stop with E-INIT where the folder is not empty or the code has no right check digit.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Stop([_refused(folder, "the folder is not empty")])
    if not (len(code) == 6 and code.isascii() and code.isdigit() and check_digit(code[:5]) == code[5]):
        raise Stop([_refused(folder, f"no code of a local government: {code!r}")])
    files = {path: source.read_bytes() for path, source in _template(resources.files("pipeline") / "template", "")}
    tables = json.loads(files.pop("tables.json"))
    document = descriptor(tables, code, ja, en, base if base.endswith("/") else f"{base}/", fiscal_year)
    files[DESCRIPTOR] = (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    return sorted(files)


def descriptor(tables: dict[str, Any], code: str, ja: str, en: str, base: str, fiscal_year: str) -> dict[str, Any]:
    """datapackage.json of a project that has only the tables which every project has."""
    homepage = "https://www.example.jp/"
    titles = _words(f"{ja} オープンデータ", f"Open data of {en}")
    descriptions = _words(f"{ja}が公開するデータ", f"Data of {en}")
    contact = _words(f"{ja} オープンデータ担当", f"{en}, open data")
    kind = "RegionalAuthority" if code[2:5] == "000" else "LocalAuthority"
    catalogue = {
        "catalog": {"address": "catalogue", "titles": titles, "descriptions": descriptions},
        "series": {"address": "dataset/all", "titles": titles, "descriptions": descriptions},
        "fiscalYear": fiscal_year,
        "issued": f"{int(fiscal_year) + 1}-04-01",
        "modified": f"{int(fiscal_year) + 1}-04-01",
        "publisher": {
            "address": f"id/organisation/{code}",
            "titles": _words(ja, en),
            "code": code,
            "kind": f"http://purl.org/adms/publishertype/{kind}",
            "homepage": homepage,
        },
        "contact": {"address": "id/contact/open-data", "titles": contact},
        "contactPage": homepage,
        "spatial": {"address": f"http://data.e-stat.go.jp/lod/sac/C{code[:5]}", "titles": _words(ja, en)},
        "periodicity": f"{_LISTS}/frequency/ANNUAL",
        "languages": [f"{_LISTS}/language/JPN", f"{_LISTS}/language/ENG"],
        "themes": [f"{_LISTS}/data-theme/GOVE", "id/theme/administration-and-finance"],
    }
    years = _words("年度", "Fiscal years")
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": f"open-data-{code}",
        "id": f"{base}dataset/all",
        "version": "0.1.0",
        "titles": titles,
        "descriptions": descriptions,
        "keywords": ["オープンデータ", ja, "open data"],
        "homepage": homepage,
        "licenses": [{"name": "CC-BY-4.0", "path": "https://creativecommons.org/licenses/by/4.0/"}],
        "contributors": [{"title": f"{ja} / {en}", "path": homepage, "roles": ["publisher"]}],
        "sources": [{"title": ja, "path": homepage}],
        "pipeline": {
            "base": base,
            "fiscalYears": {"address": "id/fiscal-year/{year}", "titles": years, "descriptions": years},
            "catalogue": catalogue,
            "prefixes": {"def": f"{base}def/", "unit": f"{base}id/unit/"},
            "units": tables["units"],
            "identities": [],
        },
        "resources": tables["resources"],
    }


def _template(folder: Traversable, path: str) -> Iterator[tuple[str, Traversable]]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _template(entry, f"{path}{entry.name}/")
        else:
            yield f"{path}{entry.name}", entry


def _words(ja: str, en: str) -> dict[str, str]:
    return {"ja": ja, "en": en}


def _refused(folder: Path, reason: str) -> Problem:
    return Problem("E-INIT", file=str(folder), facts={"reason": reason})
