"""The laws of the house. Each has been seen to fail once."""

from __future__ import annotations

import ast
import functools
import inspect
import re
from collections.abc import Iterator, Sequence
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from pipeline.enrich.rates import RATES
from pipeline.package.reports import REPORTS
from tests.documents import Page

ROOT = Path(__file__).parents[1]
PIPELINE = ROOT / "pipeline"
MODULES = sorted(PIPELINE.rglob("*.py"))

# Floors from the ground; the first prefix that fits decides. A room imports from floors below, or from itself.
FLOORS = (
    ("pipeline.cli", 16),
    ("pipeline.manual", 16),
    ("pipeline.commands", 15),
    ("pipeline.completion", 7),
    ("pipeline.usage", 0),
    ("pipeline.verbs", 13),
    ("pipeline.issue", 12),
    ("pipeline.diff", 12),
    ("pipeline.remote", 14),
    ("pipeline.serving", 14),
    ("pipeline.serve", 10),
    ("pipeline.__main__", 17),
    ("pipeline.finished", 12),
    ("pipeline.options", 0),
    ("pipeline.build", 11),
    ("pipeline.examine", 11),
    ("pipeline.deliver", 11),
    ("pipeline.publish", 10),
    ("pipeline.gather", 9),
    ("pipeline.receive", 8),
    ("pipeline.add", 8),
    ("pipeline.fetch", 8),
    ("pipeline.fetched", 5),
    ("pipeline.frames", 8),
    ("pipeline.site", 9),
    ("pipeline.export", 8),
    ("pipeline.printed", 10),
    ("pipeline.query", 8),
    ("pipeline.places", 7),
    ("pipeline.skipped", 6),
    ("pipeline.undecided", 6),
    ("pipeline.unpublished", 6),
    ("pipeline.published", 8),
    ("pipeline.interpret.tables", 7),
    ("pipeline.interpret.unit_table", 5),
    ("pipeline.enrich.derive", 7),
    ("pipeline.read", 7),
    ("pipeline.validate", 7),
    ("pipeline.emit", 7),
    ("pipeline.correct", 7),
    ("pipeline.check", 7),
    ("pipeline.explain", 8),
    ("pipeline.record", 6),
    ("pipeline.reported", 7),
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
    ("pipeline.tally", 1),
    ("pipeline.arrays", 0),
    ("pipeline.spool", 2),
    ("pipeline.engine", 0),
    ("pipeline.cluster", 2),
    ("pipeline.memory", 2),
    ("pipeline.lock", 2),
    ("pipeline.choices", 3),
    ("pipeline.program", 0),
    ("pipeline.errors", 1),
    ("pipeline.extras", 2),
    ("pipeline.encodings", 0),
    ("pipeline.identifiers", 0),
    ("pipeline.letters", 0),
    ("pipeline.near", 0),
    ("pipeline.triples", 0),
    ("pipeline.exact", 0),
    ("pipeline.files", 1),
    ("pipeline.durable", 0),
    ("pipeline.web", 2),
    ("pipeline.problem", 0),
    ("pipeline.http", 0),
    ("pipeline.sparql", 1),
    ("pipeline.language", 0),
    ("pipeline", 0),
)
# what a class of a library documents
ELSEWHERE = {"init_poolmanager", "proxy_manager_for", "dump_bytecode", "find_spec"}
VAGUE = {"utils", "util", "helpers", "helper", "common", "base", "misc", "manager", "core", "app", "lib", "stuff"}
Function = ast.FunctionDef | ast.AsyncFunctionDef
CODE = re.compile(r"\b[EWI]-[A-Z]+(?:-[A-Z]+)*\b")
# words that say what is in bytes or in a table
SHAPE = re.compile(
    r"\b(rows?|columns?|cells?|lines?|tables?|texts?|bytes|files?|JSON|XML|CSV|HTML|pages?|triples?|fields?|keys?|records?|"
    r"values?|numbers?|hash)\b",
    re.I,
)


def name_of(path: Path) -> str:
    parts = ("pipeline", *path.relative_to(PIPELINE).with_suffix("").parts)
    return ".".join(parts).removesuffix(".__init__")


KNOWN = {name_of(path) for path in MODULES}


@functools.cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


@functools.cache
def nodes_of(path: Path) -> list[ast.AST]:
    return [*ast.walk(tree_of(path))]


def room(module: str) -> tuple[str, int]:
    return next((prefix, floor) for prefix, floor in FLOORS if module == prefix or module.startswith(f"{prefix}."))


@functools.cache
def imports(path: Path) -> set[str]:
    """Modules of ours that a module imports, at any depth of its code."""
    found: set[str] = set()
    for node in nodes_of(path):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            modules = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= {module if module in KNOWN else node.module for module in modules}
    return {module for module in found if module.split(".")[0] == "pipeline"}


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_room_imports_only_from_floors_below(path: Path) -> None:
    ours, floor = room(name_of(path))
    too_high = {m for m in imports(path) if room(m)[0] != ours and room(m)[1] >= floor}
    assert not too_high


def imported_at_once(statements: Sequence[ast.stmt]) -> Iterator[str]:
    """Modules of ours that are imported when a module is: not within functions, and not for the types alone."""
    for node in statements:
        if isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                named = f"{node.module}.{alias.name}"
                yield named if named in KNOWN else node.module
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.If | ast.Try | ast.With) and "TYPE_CHECKING" not in ast.unparse(node).split("\n")[0]:
            yield from imported_at_once(node.body)


def test_nothing_imports_in_a_circle() -> None:
    graph = {name_of(path): {*imported_at_once(tree_of(path).body)} & KNOWN for path in MODULES}
    TopologicalSorter(graph).prepare()  # raises CycleError, which names the circle


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
    assert len(path.read_text("utf-8").splitlines()) <= 250
    assert ast.get_docstring(tree_of(path))


def test_no_name_is_vague() -> None:
    folders = (ROOT / name for name in ("pipeline", "tests", "bench", "supply"))
    ours = [path.relative_to(ROOT) for folder in folders for path in folder.rglob("*.py")]
    vague = [path for path in ours if {*path.with_suffix("").parts} & VAGUE]
    assert [path for path in vague if not {".venv", "node_modules"} & {*path.parts}] == []


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_what_is_public_is_documented(path: Path) -> None:
    public = [n for n in tree_of(path).body if isinstance(n, Function | ast.ClassDef) and not n.name.startswith("_")]
    public += [method for node in public if isinstance(node, ast.ClassDef) for method in own(node)]
    assert [node.name for node in public if not ast.get_docstring(node) and node.name not in ELSEWHERE] == []
    functions = [node for node in public if isinstance(node, Function) and node.name not in ELSEWHERE]
    assert {node.name: lacking(node) for node in functions if lacking(node)} == {}


def methods(of: ast.ClassDef) -> list[Function]:
    """The public ones, without properties."""
    found = [node for node in of.body if isinstance(node, Function)]
    return [node for node in found if not node.name.startswith("_") and not node.decorator_list]


@functools.cache
def protocols() -> list[set[str]]:
    """The names of the methods of each protocol of ours; it documents them for every class that has them all."""
    nodes = [node for path in MODULES for node in tree_of(path).body]
    found = [node for node in nodes if isinstance(node, ast.ClassDef) and "Protocol" in map(ast.unparse, node.bases)]
    return [{method.name for method in methods(node)} for node in found]


def own(held: ast.ClassDef) -> list[Function]:
    """The public methods of a class that no protocol of ours documents."""
    names = {method.name for method in methods(held)}
    promised = {name for protocol in protocols() if protocol <= names for name in protocol}
    promises = "Protocol" in map(ast.unparse, held.bases)
    return [method for method in methods(held) if promises or method.name not in promised]


def lacking(function: Function) -> list[str]:
    """What the documentation of a function leaves out: that it raises, and with which code; that it gives problems; and
    what is in the bytes or the table that it gives."""
    said, found = ast.get_docstring(function) or "", []
    raised = [node for node in ast.walk(function) if isinstance(node, ast.Raise) and node.exc]
    found += ["raises"] if raised and not re.search(r"Raises|[EWI]-[A-Z]", said) else []
    found += sorted({code for node in raised for code in CODE.findall(ast.unparse(node))} - {*CODE.findall(said)})
    given = ast.unparse(function.returns) if function.returns else ""
    found += ["problems"] if "Problem" in given and not re.search(r"[Pp]roblem|[EWI]-[A-Z]", said) else []
    found += ["shape"] if re.search(r"bytes|Table|pa\.|pd\.|Frame", given) and not SHAPE.search(said) else []
    return found


@pytest.mark.parametrize(
    ("gives", "said", "lack"),
    [
        ("int", "A number.", ["raises", "E-TYPE"]),
        ("int", "A number. Raises Stop: E-ENUM.", ["E-TYPE"]),
        ("list[Problem]", "What is wrong. Raises E-TYPE.", []),
        ("bytes", "What it is. Raises E-TYPE.", ["shape"]),
        ("bytes", "The rows as CSV. Raises E-TYPE.", []),
    ],
)
def test_documentation_that_leaves_something_out_is_seen(gives: str, said: str, lack: list[str]) -> None:
    text = f"def f() -> {gives}:\n    {said!r}\n    raise Stop([Problem('E-TYPE')])"
    node = ast.parse(text).body[0]
    assert isinstance(node, Function)
    assert lacking(node) == lack


@pytest.mark.parametrize("name", RATES)
def test_a_rate_says_in_which_unit_its_value_is(name: str) -> None:
    assert re.search(r"percent|unit|true|code|SDMX|rule", inspect.getdoc(RATES[name]) or "")


@pytest.mark.parametrize("page", ["CONTRIBUTING.md", "CONTRIBUTING.ja.md"])
def test_the_map_names_every_room_and_module_and_nothing_else(page: str) -> None:
    rows = re.search(r"`pipeline/`.*\n\|---\|---\|\n(\| `build\.py`(?:.+\n)+)", Page(page).prose)
    assert rows
    first = " ".join(re.findall(r"^\| (`.*?) \|", rows[1], re.M))
    there = {f"{path.name}/" if path.is_dir() else path.name for path in PIPELINE.iterdir()}
    there = {name for name in there if name.endswith(("/", ".py")) and not name.startswith("__")}
    assert set(re.findall(r"`([^`]+)`", first)) == there


def test_no_table_or_code_of_the_data_is_named_in_the_program() -> None:
    tables = {path.stem for path in (PIPELINE.parent / "schemas" / "published").glob("*.json")}
    reports = {*REPORTS}
    # the table of units is named by datapackage.json; `units` is also our word for them, and `notes` is CKAN's
    words = {"units", "notes"}
    for path in MODULES:
        for node in nodes_of(path):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                assert node.value not in tables - reports - words, f"{path}: {node.value}"
                assert not node.value.startswith(("kpi0", "kpi1", "ini0", "gl0", "box-")), f"{path}: {node.value}"


def test_nothing_published_can_know_the_time_or_the_machine() -> None:
    for path in MODULES:
        nodes = nodes_of(path)
        imported = {a.name for n in nodes if isinstance(n, ast.Import) for a in n.names}
        imported |= {n.module for n in nodes if isinstance(n, ast.ImportFrom) and n.module}
        clocks = imported & {"time", "random", "secrets", "uuid", "socket", "platform", "getpass"}
        asking = {"socket"} if path.parent.name in ("fetch", "serve") else set()  # they publish nothing
        assert not clocks - asking or path.name in ("bug.py", "progress.py"), path
        names = {n.attr for n in nodes if isinstance(n, ast.Attribute)}
        names -= {"now"} if path.name == "commands.py" else set()  # the day on which a release is asked for
        assert not names & {"now", "today", "utcnow", "gethostname", "getpid", "urandom"}, path
