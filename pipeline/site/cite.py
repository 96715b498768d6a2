"""How a dataset is cited in BibTeX. Pure."""

from __future__ import annotations

import re

from pipeline.package import Package
from pipeline.package.models import Words
from pipeline.site.words import LANGUAGES


def bibtex(package: Package, address: str, titles: Words) -> str:
    """An entry in both languages."""
    described, settings = package.descriptor, package.descriptor.pipeline.catalogue
    name = re.sub(r"[^a-z0-9]+", "-", address.lower()).strip("-")
    both = [
        " / ".join(_braced(words[language]) for language in LANGUAGES) for words in (settings.publisher.titles, titles)
    ]
    lines = [
        f"@misc{{{name}-{described.version},",
        f"  author = {{{{{both[0]}}}}},",
        f"  title = {{{{{both[1]}}}}},",
        f"  version = {{{described.version}}},",
        f"  year = {{{settings.modified[:4]}}},",
        f"  url = {{{package.address(address)}}},",
        f"  note = {{{described.licenses[0].name}}}",
        "}",
    ]
    return "\n".join(lines)


def _braced(text: str) -> str:
    """Text without what BibTeX would read as its own."""
    return re.sub(r"([#$%&_])", r"\\\1", re.sub(r"[{}\\]", "", text))
