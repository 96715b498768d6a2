"""Rules of machine-readable tables: the 30 of the Digital Agency (2026), which are said in `rules.toml`.

They speak of a file as it is: a table in printed notation breaks them even where its schema declares the notation.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from pipeline.rules.areas import areas
from pipeline.rules.cells import (
    blanks_explained,
    no_layout,
    no_platform_characters,
    nothing_omitted,
    numbers_only,
    one_datum,
    one_line,
    other_apart,
)
from pipeline.rules.codes import (
    choices_in_one_spelling,
    codes_explained,
    defined,
    symbols_explained,
    units_said,
    western_years,
)
from pipeline.rules.structure import (
    commas_quoted,
    format_of_file,
    header_first,
    long_form,
    named,
    no_formulas,
    not_merged,
    not_split,
    nothing_else,
    nothing_hidden,
    one_table,
    uniquely_named,
)
from pipeline.rules.subject import Media, Subject
from pipeline.rules.words import Finding, Rule, rules

__all__ = ["RULES", "Finding", "Media", "Rule", "Subject", "apply", "rules", "undecided"]

RULES: Mapping[str, Callable[[Subject], Iterator[Finding]]] = {
    "L1-01": format_of_file,
    "L1-02": one_table,
    "L1-03": not_split,
    "L1-04": nothing_else,
    "L1-05": named,
    "L1-06": no_layout,
    "L1-07": one_datum,
    "L1-08": no_platform_characters,
    "L1-09": blanks_explained,
    "L1-12": not_merged,
    "L1-13": nothing_hidden,
    "L1-14": one_line,
    "L1-15": commas_quoted,
    "L2-01": numbers_only,
    "L2-02": nothing_omitted,
    "L2-03": uniquely_named,
    "L2-04": choices_in_one_spelling,
    "L2-05": other_apart,
    "L2-06": no_formulas,
    "L3-01": header_first,
    "L3-02": codes_explained,
    "L3-03": symbols_explained,
    "L3-04": units_said,
    "L3-05": western_years,
    "L3-06": areas,
    "L3-08": defined,
    "L3-09": long_form,
}


def apply(subject: Subject) -> list[Finding]:
    """Every finding of every rule that is for this kind of file, in the order of the rules."""
    return [found for rule in RULES if _for(rule, subject.media) for found in RULES[rule](subject)]


def undecided(media: Media) -> list[str]:
    """The rules for this kind of file that a person must decide, wholly or (`decided = "partly"`) for the rest."""
    return [rule.id for rule in rules().values() if rule.decided != "machine" and _for(rule.id, media)]


def _for(rule: str, media: Media) -> bool:
    return rules()[rule].applies in (media, "both")
