"""The laws of the house. Each has been seen to fail once."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from pipeline.package.descriptor import REPORTS

PIPELINE = Path(__file__).parents[1] / "pipeline"
MODULES = sorted(PIPELINE.rglob("*.py"))

# Floors from the ground; the first prefix that fits decides. A room imports from floors below, or from itself.
FLOORS = (
    ("pipeline.cli", 15),
    ("pipeline.verbs", 13),
    ("pipeline.issue", 12),
    ("pipeline.diff", 12),
    ("pipeline.remote", 14),
    ("pipeline.serving", 14),
    ("pipeline.serve", 10),
    ("pipeline.__main__", 16),
    ("pipeline.finished", 12),
    ("pipeline.options", 0),
    ("pipeline.build", 11),
    ("pipeline.deliver", 11),
    ("pipeline.publish", 10),
    ("pipeline.gather", 9),
    ("pipeline.receive", 8),
    ("pipeline.add", 8),
    ("pipeline.fetch", 8),
    ("pipeline.deliver", 8),
    ("pipeline.fetched", 5),
    ("pipeline.frames", 8),
    ("pipeline.site", 9),
    ("pipeline.export", 8),
    ("pipeline.printed", 10),
    ("pipeline.query", 8),
    ("pipeline.places", 7),
    ("pipeline.published", 8),
    ("pipeline.interpret.tables", 7),
    ("pipeline.enrich.derive", 7),
    ("pipeline.read", 7),
    ("pipeline.validate", 7),
    ("pipeline.emit", 7),
    ("pipeline.correct", 7),
    ("pipeline.check", 7),
    ("pipeline.explain", 8),
    ("pipeline.record", 6),
    ("pipeline.trace", 6),
    ("pipeline.release.records", 5),
    ("pipeline.release.differences", 5),
    ("pipeline.release.versions", 0),
    ("pipeline.release", 8),
    ("pipeline.receipt_text", 9),
    ("pipeline.receipt", 8),
    ("pipeline.signature", 2),
    ("pipeline.mapping", 6),
    ("pipeline.report", 6),
    ("pipeline.rules", 5),
    ("pipeline.readability", 8),
    ("pipeline.enrich.lookups", 5),
    ("pipeline.enrich.outcomes", 6),
    ("pipeline.package", 4),
    ("pipeline.interpret", 2),
    ("pipeline.enrich", 2),
    ("pipeline.table", 1),
    ("pipeline.arrays", 0),
    ("pipeline.spool", 2),
    ("pipeline.engine", 0),
    ("pipeline.cluster", 2),
    ("pipeline.memory", 2),
    ("pipeline.lock", 2),
    ("pipeline.choices", 3),
    ("pipeline.program", 0),
    ("pipeline.errors", 1),
    ("pipeline.encodings", 0),
    ("pipeline.identifiers", 0),
    ("pipeline.letters", 0),
    ("pipeline.near", 0),
    ("pipeline.triples", 0),
    ("pipeline.exact", 0),
    ("pipeline.files", 1),
    ("pipeline.web", 2),
    ("pipeline.problem", 0),
    ("pipeline.http", 0),
    ("pipeline.sparql", 1),
    ("pipeline.language", 0),
    ("pipeline", 0),
)
VAGUE = {"utils", "util", "helpers", "common", "base", "misc", "manager", "core", "app"}


def name_of(path: Path) -> str:
    parts = ("pipeline", *path.relative_to(PIPELINE).with_suffix("").parts)
    return ".".join(parts).removesuffix(".__init__")


def room(module: str) -> tuple[str, int]:
    return next((prefix, floor) for prefix, floor in FLOORS if module == prefix or module.startswith(f"{prefix}."))


def imports(path: Path) -> set[str]:
    """Modules of ours that a module imports, at any depth of its code."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            modules = {f"{node.module}.{alias.name}" for alias in node.names}
            known = {name_of(module) for module in MODULES}
            found |= {module if module in known else node.module for module in modules}
    return {module for module in found if module.split(".")[0] == "pipeline"}


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_room_imports_only_from_floors_below(path: Path) -> None:
    ours, floor = room(name_of(path))
    too_high = {m for m in imports(path) if room(m)[0] != ours and room(m)[1] >= floor}
    assert not too_high


def test_check_shares_no_code_with_emit() -> None:
    def reached(module: str, seen: set[str]) -> set[str]:
        if module not in seen:
            seen.add(module)
            path = next(p for p in MODULES if name_of(p) == module)
            for imported in imports(path):
                reached(imported, seen)
        return seen

    from_check: set[str] = set()
    for path in (PIPELINE / "check").glob("*.py"):
        reached(name_of(path), from_check)
    assert not {module for module in from_check if module.startswith("pipeline.emit")}


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_is_small_and_says_what_it_is(path: Path) -> None:
    text = path.read_text("utf-8")
    assert len(text.splitlines()) <= 250
    assert path.stem not in VAGUE
    assert ast.get_docstring(ast.parse(text))


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_what_is_public_is_documented(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    public = [n for n in tree.body if isinstance(n, ast.FunctionDef | ast.ClassDef) and not n.name.startswith("_")]
    assert not [node.name for node in public if not ast.get_docstring(node)]


def test_no_table_or_code_of_the_data_is_named_in_the_program() -> None:
    tables = {path.stem for path in (PIPELINE.parent / "schemas" / "published").glob("*.json")}
    reports = {*REPORTS}
    # the table of units is named by datapackage.json; `units` is also our word for them, and `notes` is CKAN's
    words = {"units", "notes"}
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                assert node.value not in tables - reports - words, f"{path}: {node.value}"
                assert not node.value.startswith(("kpi0", "kpi1", "ini0", "gl0", "box-")), f"{path}: {node.value}"


def test_nothing_published_can_know_the_time_or_the_machine() -> None:
    for path in MODULES:
        tree = ast.parse(path.read_text("utf-8"))
        imported = {a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names}
        imported |= {n.module for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) and n.module}
        clocks = imported & {"time", "random", "secrets", "uuid", "socket", "platform", "getpass"}
        asking = {"socket"} if path.parent.name in ("fetch", "serve") else set()  # they publish nothing
        assert not clocks - asking or path.name in ("bug.py", "progress.py"), path
        names = {n.attr for n in ast.walk(tree) if isinstance(n, ast.Attribute)}
        names -= {"now"} if path.name == "cli.py" else set()  # the day on which a release is asked for
        assert not names & {"now", "today", "utcnow", "gethostname", "getpid", "urandom"}, path
