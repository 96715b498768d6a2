"""The corpus of each target again, and some new inputs; as many as `FUZZ` says where it is set, or in the proportion of
the short run, of those that are a whole project or release."""

from __future__ import annotations

import os
import resource

import pytest

from tests.hardening.fuzz.corpus import CORPORA
from tests.hardening.fuzz.held import MEGABYTES
from tests.hardening.fuzz.targets import TARGETS
from tests.hardening.fuzz.trying import tried

SHORT = {"workbook": 300, "descriptor": 300, "release": 80, "project": 25}
"""Cases of targets that take 2 to 130 ms each; of the others there are 2,000."""
WHOLE = ("release", "project")


@pytest.mark.filterwarnings("ignore::UserWarning:openpyxl.*")
@pytest.mark.parametrize("target", TARGETS)
def test_what_is_read_is_accepted_or_a_problem(target: str) -> None:
    asked, short = int(os.environ.get("FUZZ", 0)), SHORT.get(target, 2_000)
    cases = (asked * short // 2_000 if target in WHOLE else asked) or short
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert tried(target, cases, seed=cases) > 0
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < MEGABYTES << 10


def test_the_corpora_are_small_and_each_of_a_target() -> None:
    assert {path.stem for path in CORPORA.iterdir()} == {*TARGETS}
    assert sum(path.stat().st_size for path in CORPORA.iterdir()) < 500_000
