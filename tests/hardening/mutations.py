"""The tests are tested: what makes the program safe is taken out of it, one thing at a time, and a test must notice.

    python tests/hardening/mutations.py [--list] [--all] [PART OF A PATH …]

What is taken out is found in the source: flushes, renames (the files are written in two steps instead), locks, and the
removal of what was left; with `--all` also guards, limits and escapes, everywhere. Ends with 1 where something is not
noticed.
"""

from __future__ import annotations

import argparse
import ast
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from queue import Queue
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
FLUSHES = ("fsync", "flush", "flush_all", "settle", "chmod")
TIDYING = ("unlink", "_remove", "rmtree")
RENAMES = ("rename", "replace", "_exchange")
LOCKS = ("flock", "locked")
ESCAPES = re.compile(r"escaped?|_escaped|quote")
LIMITS = re.compile(r"_?(MAX_\w+|MOST|LIMIT|FAR)|limit")
LASTING = ("flush", "tidying", "rename", "lock")
"""Kinds that the faults and the model of the disk notice; the others are for the tests of the module."""
TWO_STEPS = """
def _in_two_steps(old, new):
    import os, shutil
    if os.path.isdir(new) and not os.path.islink(new):
        shutil.rmtree(new)
    elif os.path.lexists(new):
        os.unlink(new)
    if os.path.isdir(old) and not os.path.islink(old):
        shutil.copytree(old, new)
    else:
        shutil.copyfile(old, new, follow_symlinks=False)
"""
SLOW = ("tests/test_build.py", "tests/deliver/test_ckan.py", "tests/serve/test_load.py")
"""Test files that take long, or a server: asked last."""
NOTICING = {"flush": "durable", "rename": "durable", "tidying": "faults", "lock": "at_once"}


class Mutant(NamedTuple):
    """A module of the program with one thing taken out. `was` is the source of that."""

    path: str
    kind: str
    line: int
    was: str
    source: bytes


def mutants(path: Path, *, everything: bool) -> Iterator[Mutant]:
    source = path.read_bytes()
    starts = [0]
    for line in source.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    for node in ast.walk(ast.parse(source)):
        for kind, taken, instead in taken_out(node, path):
            if everything or kind in LASTING:
                begin = starts[taken.lineno - 1] + taken.col_offset
                end = starts[(taken.end_lineno or 0) - 1] + (taken.end_col_offset or 0)
                added = TWO_STEPS.encode() if "_in_two_steps" in instead else b""
                changed = source[:begin] + instead.encode() + source[end:] + added
                was = " ".join(source[begin:end].decode().split())
                yield Mutant(str(path.relative_to(ROOT)), kind, taken.lineno, was, changed)


def taken_out(node: ast.AST, path: Path) -> Iterator[tuple[str, ast.expr, str]]:
    """What can be taken out at a place of the source: its kind, the expression, and what stands there instead."""
    match node:
        case ast.Expr(value=ast.Call() as call) if (name := called(call)) in (*FLUSHES, *TIDYING, *LOCKS):
            yield "flush" if name in FLUSHES else "lock" if name in LOCKS else "tidying", call, "None"
        case ast.Expr(value=ast.Call() as call) if called(call) in RENAMES and len(call.args) in (1, 2):
            of = [call.func.value, *call.args] if isinstance(call.func, ast.Attribute) else call.args
            yield "rename", call, f"_in_two_steps({', '.join(map(ast.unparse, of))})"
        case ast.withitem(context_expr=ast.Call() as call) if called(call) in LOCKS:
            yield "lock", call, "__import__('contextlib').nullcontext()"
        case ast.If(body=[ast.Raise()]):
            yield "guard", node.test, "False"
        case ast.Compare(ops=[op]) if any(LIMITS.fullmatch(ast.unparse(one)) for one in ast.walk(node) if is_name(one)):
            yield "limit", node, "False" if isinstance(op, ast.Gt | ast.GtE) else "True"
        case ast.Call(args=[first, *_]) if ESCAPES.fullmatch(called(node)):
            yield "escape", node, f"({ast.unparse(first)})"


def called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def is_name(node: ast.AST) -> bool:
    return isinstance(node, ast.Name | ast.Attribute)


def tests_of(mutant: Mutant) -> list[str]:
    """The test files that should notice: that of the module, or those of its folder, or those that import it and those
    beside; and of the faults those that its kind is for."""
    module = Path(mutant.path).relative_to("pipeline")
    room = module.parent if module.name == "__init__.py" else module.with_suffix("")
    name = ".".join(("pipeline", *room.parts))
    of_module, of_room = Path("tests", room.parent, f"test_{room.name}.py"), Path("tests", room)
    found = [str(of_module)] if (ROOT / of_module).exists() else files(of_room) if (ROOT / of_room).exists() else []
    if {*found} <= {*SLOW}:
        found = [test for test in files(Path("tests")) if re.search(rf"\b{name}\b", (ROOT / test).read_text())]
        found += files(Path("tests", room.parent), "test_*.py")
    first = [f"tests/hardening/test_{NOTICING[mutant.kind]}.py"] if mutant.kind in LASTING else []
    ordered = [*found, *first] if mutant.kind == "tidying" else [*first, *found]
    return sorted(dict.fromkeys(ordered), key=SLOW.__contains__)


def files(place: Path, which: str = "**/test_*.py") -> list[str]:
    return sorted(str(one.relative_to(ROOT)) for one in (ROOT / place).glob(which))


def copied(folder: Path) -> Path:
    """The files of the project, to be changed."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True).stdout
    for name in filter(None, listed.decode().split("\0")):
        if (ROOT / name).exists():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    return folder


def noticed(mutant: Mutant, copy: Path) -> str:
    """The test that fails with the mutant, and does not without it; or nothing."""
    place = copy / mutant.path
    kept = place.read_bytes()
    for test in tests_of(mutant):
        unsteady: list[str] = []
        while True:
            put(place, mutant.source)
            failed = failing(copy, test, *(f"--deselect={one}" for one in unsteady))
            put(place, kept)
            if not failed:
                break
            if not failing(copy, failed):
                return failed
            unsteady.append(failed)
    return ""


def failing(copy: Path, *asked: str) -> str:
    """The first test that fails; nothing where none does."""
    command = [sys.executable, "-m", "pytest", "-x", "-q", "--no-header", "-p", "no:cacheprovider", *asked]
    env = os.environ | {"PYTHONPATH": str(copy)}
    done = subprocess.run(command, cwd=copy, env=env, capture_output=True, text=True, check=False)
    if done.returncode in (0, 5):  # none failed, or none was left
        return ""
    named = re.search(r"^(?:FAILED|ERROR) (.+?)(?: - .*)?$", done.stdout, re.MULTILINE)  # a name may have spaces
    return named[1] if named else asked[0]


def put(place: Path, source: bytes) -> None:
    """Another source, for which no compiled one is left that could be taken for it."""
    for compiled in place.parent.glob(f"__pycache__/{place.stem}.*"):
        compiled.unlink()
    place.write_bytes(source)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paths", nargs="*")
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--list", action="store_true")
    given = parser.parse_args()
    modules = sorted((ROOT / "pipeline").rglob("*.py"))
    wanted = [path for path in modules if not given.paths or any(part in str(path) for part in given.paths)]
    found = [mutant for path in wanted for mutant in mutants(path, everything=given.all)]
    if given.list:
        print(*(f"{one.kind:8} {one.path}:{one.line} {one.was}" for one in found), sep="\n")
        return 0
    return reported(found)


def reported(found: Sequence[Mutant]) -> int:
    begun, survived = time.monotonic(), 0
    copies: Queue[Path] = Queue()
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(os.cpu_count()) as pool:
        for number in range(os.cpu_count() or 1):
            copies.put(copied(Path(folder, str(number))))

        def run(mutant: Mutant) -> str:
            copy = copies.get()
            try:
                return noticed(mutant, copy)
            finally:
                copies.put(copy)

        under_way = {pool.submit(run, mutant): mutant for mutant in found}
        for done in as_completed(under_way):
            mutant, by = under_way[done], done.result()
            survived += not by
            print(f"{mutant.kind:8} {mutant.path}:{mutant.line} {mutant.was}", flush=True)
            print(f"         {by or 'NOT NOTICED'}", flush=True)
    print(f"{len(found)} taken out, {survived} not noticed, {time.monotonic() - begun:.0f} s")
    return 1 if survived or not found else 0


if __name__ == "__main__":
    sys.exit(main())
