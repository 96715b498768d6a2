"""A receipt of a verification: what was checked of which release, with which verdict. It knows neither the time nor the
machine, so that the same release gives the same receipt to everyone."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeVar

from pipeline.check.counts import Counts, counts
from pipeline.check.release import UNREADABLE
from pipeline.errors import Stop
from pipeline.package import DESCRIPTOR
from pipeline.package.document import read_json
from pipeline.problem import Problem, failed
from pipeline.signature import Signed, seal

Verdict = Literal["good", "problems", "not_checked"]
Made = TypeVar("Made")
CHECKS: Mapping[str, Sequence[str]] = {
    "manifest": (
        *("E-BAG", "E-HASH", "E-FILE", "E-PATH", "E-RELEASE"),
        *("E-RELEASE-MISSING", "E-RELEASE-EXTRA", "E-RELEASE-BYTES"),
    ),
    "schemas": (),
    "identities": ("E-IDENTITY",),
    "derivations": ("E-DERIVED",),
    "copies": ("E-COPY",),
    "rdf": ("E-RDF",),
    "shapes": ("E-SHAPE",),
    "cubes": ("E-CUBE",),
    "catalogue": ("E-CATALOGUE",),
    "signature": ("E-SIGNATURE", "E-KEY"),
}
"""Each check by the codes of its problems; those of no other are of `schemas`."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """`seal` is the SHA-256 of the tag manifest, which covers every file; `problems` counts them by code. There are no
    counts where the release cannot be opened."""

    release: Mapping[str, str]
    verdict: Literal["verified", "not verified"]
    seal: str
    signature: Signed | None
    counts: Counts | None
    checks: Mapping[str, Verdict]
    problems: Mapping[str, int]


def receipt(folder: Path, problems: Sequence[Problem], signature: Signed | None) -> Receipt:
    """The receipt for the release in `folder`, in which these problems were found, and this signature is right."""
    described = read_json(folder, DESCRIPTOR, []) or {}
    codes = [problem.code for problem in problems]
    return Receipt(
        release={key: text for key in ("id", "name", "version") if isinstance(text := described.get(key), str)},
        verdict="not verified" if failed(problems) else "verified",
        seal=_or_none(seal, folder) or "",
        signature=signature,
        counts=_or_none(counts, folder),
        checks=_checks(codes, signature),
        problems={code: codes.count(code) for code in sorted(set(codes))},
    )


def _or_none(made: Callable[[Path], Made], folder: Path) -> Made | None:
    try:
        return made(folder)
    except (Stop, OSError):  # the problems say why
        return None


def document(receipt: Receipt) -> dict[str, object]:
    """A receipt as plain JSON."""
    return {"schema": "opendata/receipt/1", **dataclasses.asdict(receipt)}


def written(receipt: Receipt) -> str:
    """A receipt as the text of a JSON file."""
    return json.dumps(document(receipt), ensure_ascii=False, indent=2) + "\n"


def _checks(codes: Collection[str], signature: Signed | None) -> dict[str, Verdict]:
    of = {code: name for name, listed in CHECKS.items() for code in listed}
    broken = {of.get(code, "schemas") for code in codes if code.startswith("E-")}
    unread = bool(UNREADABLE & set(codes))  # and what was not looked at is not good
    verdicts: dict[str, Verdict] = {}
    for name in CHECKS:
        looked_at = bool(signature) if name == "signature" else name == "manifest" or not unread
        verdicts[name] = "problems" if name in broken else "good" if looked_at else "not_checked"
    return verdicts
