"""Many inputs for a target, made of those that are kept, without looking at what they reach: the short run."""

from __future__ import annotations

import itertools
import tempfile
from pathlib import Path
from random import Random
from time import process_time

from tests.hardening.fuzz.corpus import inputs
from tests.hardening.fuzz.held import held
from tests.hardening.fuzz.targets import TARGETS


def tried(target: str, cases: int, seed: int) -> int:
    """So many inputs beyond those that are kept, and these; how many were accepted. Fails where one is not held; the
    input is then in a file that the message names."""
    known, random = inputs(target), Random(seed)
    accepted = 0
    with tempfile.TemporaryDirectory() as home:
        run = TARGETS[target].prepare(Path(home))
        pool = [known[name] for name in sorted(known)]
        made = (TARGETS[target].mutate(random.choice(pool), random) for _ in range(cases))
        for data in itertools.chain(pool, made):
            before = process_time()
            try:
                found = held(run(data))
                assert process_time() - before < TARGETS[target].seconds, "too slow"
            except Exception as error:
                place = Path(tempfile.gettempdir()) / f"fuzz-{target}"
                place.write_bytes(data)
                raise AssertionError(f"{target}: {error!r} for the input in {place}") from error
            accepted += not any(problem.severity == "error" for problem in found)
    return accepted
