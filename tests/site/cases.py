"""What is asked for below the base address, and what is to be answered: by our server and by every host alike."""

from __future__ import annotations

from typing import NamedTuple

HTML, TURTLE, NTRIPLES, JSONLD = "text/html", "text/turtle", "application/n-triples", "application/ld+json"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"


class Case(NamedTuple):
    """A request, the status of its answer, and where that leads to. Where that is a graph, our server leads to the
    description of the one thing instead, in the same form."""

    path: str
    accept: str
    status: int
    to: str = ""


# an identifier of each kind: its page, and the graph in which it is described
PAGES = (
    ("id/kpi/kpi08", "id/kpi/kpi08/", "kpis"),
    ("id/goal/citizen", "id/goal/citizen/", "goals"),
    ("id/goal/box-1", "concepts/#id/goal/box-1", "concepts"),
    ("id/goal", "dataset/goals/", "concepts"),
    ("id/attribution", "concepts/#id/attribution", "concepts"),
    ("id/fiscal-year", "concepts/#id/fiscal-year", "concepts"),
    ("id/attribution/stated", "concepts/#id/attribution/stated", "concepts"),
    ("id/status/basis_differs", "dataset/statuses/#basis_differs", "statuses"),
    ("id/fiscal-year/2023", "id/fiscal-year/2023/", "concepts"),
    ("id/initiative/ini02/quantity/1/from", "dataset/initiative_quantities/#ini02/1/from", "initiative_quantities"),
    ("observation/kpi/kpi08/2023", "dataset/kpi_observations/#kpi08/2023", "kpi_observations"),
    (
        "id/audit/budget/2022%2Ftotal/amount_basis/phrase",
        "dataset/audit/#budget/2022%2Ftotal/amount_basis/phrase",
        "audit",
    ),
    ("revision/budget/2022%2Ftotal/amount_jpy/0.1.0", None, "revisions"),
    ("release/0.1.0", "release/0.1.0/", "releases"),
    ("dataset/kpis", "dataset/kpis/", "catalogue"),
    ("dataset/kpis/csv", "dataset/kpis/", "catalogue"),
    ("dataset/kpis/class/1", "dataset/kpis/", "void"),
    ("dataset/kpi_observations/structure/value", "dataset/kpi_observations/", "cube"),
    ("dataset/kpi_observations/slice/kpi08", "dataset/kpi_observations/", "cube"),
    ("dataset/quality", "dataset/quality/", "catalogue"),
    ("dataset/information-policy-results", "dataset/information-policy-results/", "catalogue"),
    ("dataset/information-policy-results/2023/package", "dataset/information-policy-results/2023/", "catalogue"),
    ("catalogue", "dataset/", "catalogue"),
    ("def/achievement_rate", "def/#achievement_rate", "vocabulary"),
    ("def/rate/achievement", "def/#rate/achievement", "vocabulary"),
    ("def/reading/number.myriad", "def/#reading/number.myriad", "vocabulary"),
    ("def/kpis/kpi", "dataset/dictionary/#kpis/kpi", "dictionary"),
    ("id/organisation/040002", "about/", "catalogue"),
    ("id/theme/information-and-technology", "dataset/", "catalogue"),
    ("id/activity/build", "dataset/provenance/", "provenance"),
    ("id/measurement/kpis/rows", "dataset/kpis/", "quality"),
    ("id/metric/rows", "dataset/quality/", "quality"),
)
FORMS = ((TURTLE, "ttl"), (NTRIPLES, "nt"), (JSONLD, "jsonld"))

KPI, PAGE = "id/kpi/kpi08", "id/kpi/kpi08/"
CASES = [
    *(Case(path, HTML, 303, page) for path, page, _ in PAGES if page),
    *(Case(path, accept, 303, f"rdf/{graph}.{form}") for path, _, graph in PAGES for accept, form in FORMS),
    Case(KPI, "", 303, PAGE),
    Case(KPI, "*/*", 303, PAGE),
    Case(KPI, BROWSER, 303, PAGE),
    Case(KPI, f"{TURTLE}, {HTML}", 303, PAGE),  # alike: for people
    Case(KPI, f"{TURTLE}, */*;q=0.1", 303, "rdf/kpis.ttl"),
    Case(KPI, f"{HTML};q=0.3, {JSONLD};q=0.9, {TURTLE};q=0.8", 303, "rdf/kpis.jsonld"),
    Case(KPI, f"{TURTLE};q=0.5,{HTML};q=0.6", 303, PAGE),
    Case(KPI, "Text/Turtle; charset=utf-8 ; q=0.7, image/png", 303, "rdf/kpis.ttl"),
    Case(KPI, f"{HTML};q=0, {NTRIPLES}", 303, "rdf/kpis.nt"),
    Case(KPI, f"application/rdf+xml, {TURTLE};q=0.9, */*;q=0.1", 303, "rdf/kpis.ttl"),
    Case(KPI, "application/xhtml+xml", 303, PAGE),
    Case(KPI, "application/rdf+xml, */*;q=0.1", 303, "rdf/kpis.ttl"),  # rdflib
    Case(KPI, "application/rdf+xml", 406),
    Case(KPI, "application/json", 303, "rdf/kpis.jsonld"),
    Case(KPI, "application/*", 303, "rdf/kpis.jsonld"),
    Case(KPI, "text/*", 303, PAGE),
    Case(KPI, "application/x-turtle", 303, "rdf/kpis.ttl"),
    Case(KPI, "image/png", 406),
    Case(KPI, f"{HTML};q=0", 406),
    Case("id/kpi/kpi08?lang=ja", HTML, 303, PAGE),
    Case("id/kpi/gone", HTML, 410),
    Case("id/kpi/gone", TURTLE, 410),
    Case("id/unit/%E4%BA%BA%2F%E5%B9%B4", HTML, 410),
    # documents, which need no other
    Case("", HTML, 200),
    Case("", TURTLE, 303, "rdf/catalogue.ttl"),
    Case("def/", HTML, 200),
    Case("def/", JSONLD, 303, "rdf/vocabulary.jsonld"),
    Case("dataset/kpis/", HTML, 200),
    Case("en/dataset/kpis/", HTML, 200),
    Case("data/kpis.csv", HTML, 200),
    Case("rdf/kpis.ttl", "*/*", 200),
    Case("raw/kpis.csv", TURTLE, 200),
    Case("assets/rules.json", "*/*", 200),
    Case("about", HTML, 301, "about/"),
    Case("nothing", HTML, 404),
    Case("nothing", TURTLE, 404),
    Case("id/kpi/kpi08/more/and/more", HTML, 404),
]
