"""Fuzzes one target with libFuzzer, from the inputs in `corpus/` on, until so many cases or seconds have passed:

    python -m tests.hardening.fuzz csv --cases 1000000 --seconds 3600

Ends with 77 (what libFuzzer says of a finding) where a reader raised anything but Stop, took more than two seconds
of processor time or 512 MB; the input is left in the folder that `--findings` names. what reaches
further than the corpus is put into the folder that `--keep` names (`seeds.py` takes it from there).
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import warnings
from pathlib import Path
from random import Random
from time import process_time

import atheris

with atheris.instrument_imports(include=["pipeline"]):
    from tests.hardening.fuzz.corpus import inputs
    from tests.hardening.fuzz.targets import TARGETS

from tests.hardening.fuzz.held import MEGABYTES, held


def main() -> None:
    """One process, one target."""
    asked = argparse.ArgumentParser()
    asked.add_argument("target", choices=[*TARGETS])
    asked.add_argument("--cases", type=int, default=1_000_000)
    asked.add_argument("--seconds", type=int, default=0)
    asked.add_argument("--findings", type=Path, default=Path(tempfile.gettempdir()))
    asked.add_argument("--keep", type=Path, default=None, help="folder of what was found to reach further")
    given = asked.parse_args()
    warnings.simplefilter("ignore")
    target = TARGETS[given.target]
    with tempfile.TemporaryDirectory() as home, tempfile.TemporaryDirectory() as begun:
        for name, content in inputs(given.target).items():
            (Path(begun) / name).write_bytes(content)
        run = target.prepare(Path(home))

        def one(data: bytes) -> None:
            before = process_time()
            held(run(data))
            assert process_time() - before < target.seconds, "too slow"

        def mutated(data: bytes, longest: int, seed: int) -> bytes:
            random = Random(seed)  # libFuzzer's seed: a run can be made again
            made = target.mutate(data, random) if random.random() < 0.7 else atheris.Mutate(data, len(data))
            return bytes(made[:longest])

        found = given.keep or Path(home) / "found"
        found.mkdir(parents=True, exist_ok=True)
        options = [f"-runs={given.cases}", f"-max_total_time={given.seconds}", f"-max_len={target.longest}"]
        limits = [f"-rss_limit_mb={MEGABYTES}", "-timeout=30", f"-artifact_prefix={given.findings}/{given.target}-"]
        quiet = ["-print_final_stats=1", "-verbosity=0"]
        atheris.Setup([sys.argv[0], *options, *limits, *quiet, str(found), begun], one, custom_mutator=mutated)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
