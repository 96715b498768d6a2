"""What changed since the release before, in a line of words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.package.models import Words
from pipeline.release.differences import Difference

FIRST = Words(ja="最初の公開", en="First release")


def notes(differences: Sequence[Difference] | None, titles: Mapping[str, Words]) -> Words:
    """None of a first release."""
    return FIRST if differences is None else Words(ja=f"{len(differences)}", en=f"{len(differences)}")
