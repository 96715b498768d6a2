"""The page of a fiscal year: its days, and all that the data has of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pipeline.interpret.eras import fiscal_period
from pipeline.mapping import fiscal_year
from pipeline.package.models import Words
from pipeline.site.material import Material
from pipeline.site.page import Page
from pipeline.site.places import CONCEPTS
from pipeline.site.referring import Naming
from pipeline.site.telling import shown
from pipeline.site.words import LANGUAGES, words


def year_pages(material: Material, named: Mapping[str, Sequence[Naming]]) -> Iterator[Page]:
    """A page for each fiscal year that the data names."""
    for year in material.years:
        address = fiscal_year(material.package, year)
        place = material.places[address]
        if not place.page:
            continue  # the address of years is one of someone else
        titles = place.words or Words(ja=year, en=year)
        period = fiscal_period(int(year))
        facts = {
            "address": address,
            "days": (period.start.isoformat(), period.end.isoformat()),
            "told": {
                language: {
                    "related": [
                        shown(material, one.table, one.rows, language, [one.field]) for one in named.get(address, ())
                    ]
                }
                for language in LANGUAGES
            },
        }
        above = [(CONCEPTS, words()["concepts"])]
        yield Page(place.page, "year.html.j2", titles, None, above, facts, graph="concepts")
