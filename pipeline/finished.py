"""What the verbs that look at a finished release do: nothing but its folder is needed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pipeline.errors import Stop
from pipeline.language import current
from pipeline.printed import answered, show
from pipeline.problem import Problem


def explain(folder: Path, cell: tuple[str, str, str], *, as_json: bool, color: str) -> int:
    """`explain`: how the value of a table, key and field came about, as a tree or as JSON."""
    from pipeline.explain import explain
    from pipeline.explain.said import document
    from pipeline.explain.text import text

    def explained() -> str:
        found = explain(folder, *cell)
        return json.dumps(document(found), ensure_ascii=False, indent=1) if as_json else text(found, current())

    return answered(explained, color, as_json=as_json)


def verify(folder: Path, *, as_json: bool, quiet: bool, **look: Any) -> int:
    """`verify`: the problems of a finished release."""
    from pipeline import build

    try:
        problems: Sequence[Problem] = build.verify(folder)
    except Stop as stop:
        problems = stop.problems
    return show("verify", folder, problems, {}, {}, published=False, as_json=as_json, **look)
