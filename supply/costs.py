"""What each library costs: megabytes on disk, milliseconds of processor time to import. `make costs` writes costs.json.

Measured, so of one machine; `make sbom` only copies them, and makes the same page of the same numbers.
"""

from __future__ import annotations

import itertools
import json
import os
import statistics
import subprocess
import sys
import tomllib
from importlib.metadata import Distribution, distributions
from pathlib import Path

from declared import declared
from packaging.utils import canonicalize_name

SUPPLY = Path(__file__).parent
RUNS = 5
IMPORTING = "import time; begun = time.process_time(); import {}; print(time.process_time() - begun)"
STARTING = """
import sys, time
from pipeline.cli import main
try: main(["--version"])
except SystemExit: print(time.process_time(), file=sys.stderr)
"""


def main() -> None:
    """Writes the costs of all that is installed, and of importing what pyproject.toml declares."""
    direct = set(itertools.chain(*declared((SUPPLY.parent / "pyproject.toml").read_text("utf-8")).values()))
    modules: dict[str, str] = tomllib.loads((SUPPLY / "dependencies.toml").read_text("utf-8"))["modules"]
    found = {
        "python": ".".join(map(str, sys.version_info[:2])),
        "start": round(1000 * statistics.median(_started() for _ in range(RUNS))),
        "megabytes": {canonicalize_name(of.name): _megabytes(of) for of in distributions()},
        "milliseconds": {name: _imported(modules.get(name, name.replace("-", "_"))) for name in sorted(direct)},
    }
    (SUPPLY / "costs.json").write_text(json.dumps(found, indent=1, sort_keys=True) + "\n", "utf-8")


def _megabytes(distribution: Distribution) -> float:
    """Its files, without what Python compiles of them."""
    paths = {Path(str(file.locate())) for file in distribution.files or () if file.suffix != ".pyc"}
    return round(sum(path.stat().st_size for path in paths if path.is_file()) / 1e6, 1)


def _imported(module: str) -> int:
    """Processor time of the import in a new process, with all that it imports itself: the median, in milliseconds."""
    command = [sys.executable, "-c", IMPORTING.format(module)]
    times = [float(subprocess.check_output(command, text=True).split()[-1]) for _ in range(RUNS + 1)]  # noqa: S603
    return round(1000 * statistics.median(times[1:]))  # the first one reads from disk


def _started() -> float:
    command = [sys.executable, "-c", STARTING]
    environment = os.environ | {"PYTHONPATH": str(SUPPLY.parent)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)  # noqa: S603
    return float(done.stderr.split()[-1])


if __name__ == "__main__":
    main()
