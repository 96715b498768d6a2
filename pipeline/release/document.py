"""Differences between two releases as JSON, complete, in both languages (`opendata/diff/1`)."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict
from typing import Any

import msgspec

from pipeline.language import LANGUAGES
from pipeline.release.asked import Compared
from pipeline.release.differences import Difference
from pipeline.release.groups import titles_of
from pipeline.release.words import said, why


def document(compared: Compared) -> str:
    """Both releases, the verdict, how many differences there are of each kind, and all of them, the weightiest first.
    Nothing is ever left out (`truncated` is false)."""
    verdict = compared.verdict
    report = {
        "schema": "opendata/diff/1",
        "old": {"version": compared.old.version, "folder": str(compared.old.folder)},
        "new": {"version": compared.new.version, "folder": str(compared.new.folder)},
        "level": verdict.level,
        "least": str(verdict.least) if verdict.least else None,
        "enough": verdict.enough,
        "blocked": verdict.blocked,
        "blocking": {"unexplained": len(verdict.unexplained), "vanished": len(verdict.vanished)},
        "counts": dict(Counter(one.kind for one in compared.differences)),
        "truncated": False,
        "tables": msgspec.to_builtins(titles_of(compared.old, compared.new)),
        "differences": [_entry(one) for one in compared.differences],
    }
    return json.dumps(report, ensure_ascii=False, indent=1)


def _entry(one: Difference) -> dict[str, Any]:
    share = one.relative
    return {
        **{name: getattr(one, name) for name in ("kind", "level", "table", "key", "field", "old", "new", "about")},
        "relative": None if share is None else str(share),
        "reason": msgspec.to_builtins(one.reason),
        "causes": [asdict(cause) for cause in one.causes],
        "unexplained": one.unexplained,
        "incidental": one.incidental,
        "message": {language: said(one, language) for language in LANGUAGES},
        "why": {language: why(one, language) for language in LANGUAGES},
    }
