"""Pages of text: about, accessibility, what was found in the source, what changed, and the one for
paths that are not there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.language import Language
from pipeline.package.words import authorities
from pipeline.release.differences import ranked
from pipeline.release.words import said, why
from pipeline.site.material import Material
from pipeline.site.page import LOST, Page
from pipeline.site.quality import checks, findings
from pipeline.site.words import LANGUAGES, words

MOST = 500
"""Changes of the newest release that are listed one by one."""


def plain_pages(material: Material) -> Iterator[Page]:
    """All of them."""
    texts = words()
    yield Page("about/", "about.html.j2", texts["about"], facts={"formats": authorities().formats})
    yield Page("accessibility/", "accessibility.html.j2", texts["accessibility"])
    yield _findings(material)
    yield _changes(material)
    yield Page(LOST, "404.html.j2", texts["lost"])


def _findings(material: Material) -> Page:
    """What validation and reconciliation found."""
    told = {
        language: {"findings": findings(material, None, language), "checks": checks(material, None, language)}
        for language in LANGUAGES
    }
    return Page("findings/", "findings.html.j2", words()["findings"], words()["findings_about"], facts={"told": told})


def _changes(material: Material) -> Page:
    """The releases, and every change of the newest that reaches a reader."""
    listed = [one for one in ranked(material.run.differences) if not one.incidental]
    titles = {resource.name: resource.titles for resource in material.package.descriptor.resources}

    def lines(language: Language) -> Sequence[tuple[str, str, str, str]]:
        named = [titles[one.table][language] if one.table in titles else one.table for one in listed[:MOST]]
        pairs = zip(named, listed, strict=False)
        return [(name, one.key or "", said(one, language), why(one, language)) for name, one in pairs]

    told = {language: lines(language) for language in LANGUAGES}
    facts = {"releases": material.run.history.releases, "told": told, "more": max(len(listed) - MOST, 0)}
    return Page("changes/", "changes.html.j2", words()["changes"], facts=facts)
