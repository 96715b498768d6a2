"""Every key of a descriptor or schema, rate, rule and form is documented in both languages, and nothing else is."""

from __future__ import annotations

import inspect
import itertools
import re
from decimal import Decimal

import pytest

from pipeline.enrich.rates import RATES
from pipeline.package import descriptor, models, standard
from pipeline.package.derivations import inputs
from pipeline.package.words import authorities, vocabulary
from pipeline.report.reference import PAGES
from tests.conftest import ROOT

LANGUAGES = pytest.mark.parametrize("language", ["ja", "en"])
KEYS = {
    name: set(model.__struct_encode_fields__)
    for module in (standard, models, descriptor)
    for name, model in vars(module).items()
    if inspect.isclass(model) and issubclass(model, standard.Model) and model.__struct_fields__
}


def page(name: str, language: str) -> str:
    return (ROOT / "docs" / f"{name}{'.ja' if language == 'ja' else ''}.md").read_text("utf-8")


def first_column(text: str) -> set[str]:
    """What stands in code there, in the tables of a text."""
    return set(re.findall(r"`([^`]+)`", " ".join(re.findall(r"^\| (`.*?) \|", text, re.M))))


@LANGUAGES
def test_every_key_of_a_description_is_documented(language: str) -> None:
    sections = re.findall(r"^## [^\n]*\((\w+)\)\n(.*?)(?=^## |\Z)", page("schema", language), re.M | re.S)
    said = {
        name: set(re.findall(r"`([^`]+)`", " ".join(re.findall(r"^\| (`.*?) \|", text, re.M))))
        for name, text in sections
    }
    assert said == KEYS


@LANGUAGES
@pytest.mark.parametrize("name", PAGES)
def test_the_page_is_what_the_program_says(name: str, language: str) -> None:
    assert page(name, language) == PAGES[name]("ja" if language == "ja" else "en")


@pytest.mark.parametrize("name", RATES)
def test_a_rate_has_the_statuses_that_are_documented_and_no_others(name: str) -> None:
    kinds = {
        "number": (None, Decimal(0), Decimal(1), Decimal(2)),
        "text": (None, "unstated", "n", "exceed_previous_year"),
    }
    tried = itertools.product(*(kinds[kind] for kind in inputs(RATES[name]).values()))
    assert {RATES[name](*given).status for given in tried} == {*vocabulary().rates[name].statuses}
    assert [*vocabulary().rates] == [*RATES]


@LANGUAGES
def test_every_form_of_a_dataset_is_documented(language: str) -> None:
    assert first_column(page("data", language)) == {*descriptor.FORMATS, *authorities().formats}
