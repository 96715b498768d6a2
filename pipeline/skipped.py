"""What a run with errors has not done, exactly: which tables it did not read the values of, which identities it did not
look at, and what comes after them."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from pipeline.package import Package
from pipeline.problem import Problem


def skipped(package: Package, unread: Collection[str], sound: Collection[str]) -> Iterator[Problem]:
    """I-UNREAD for the raw tables whose values were not read, I-NOT-RECONCILED for the identities of which a table is
    not `sound`, I-SKIPPED for the rest of the way, on which no table goes."""
    if names := [name for name in package.raw if name in unread]:
        yield Problem("I-UNREAD", facts={"tables": ", ".join(names)})
    identities = [
        identity
        for identity in package.descriptor.pipeline.identities
        if not {identity.table, *([identity.of] if identity.kind == "member" else [])} <= set(sound)
    ]
    if identities:
        wrong = [name for name in package.raw if name not in sound]
        ja, en = ("; ".join(one.titles[language] for one in identities) for language in ("ja", "en"))
        facts = {"count": str(len(identities)), "tables": ", ".join(wrong), "titles_ja": ja, "titles_en": en}
        yield Problem("I-NOT-RECONCILED", facts=facts)
    yield Problem("I-SKIPPED")
