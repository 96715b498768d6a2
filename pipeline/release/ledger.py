"""The ledger of identifiers: what was ever published stays in it, and is never taken for something else."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from pipeline.mapping import dataset
from pipeline.package.models import Words
from pipeline.problem import Problem
from pipeline.release.records import Entry
from pipeline.table import Table

WITHDRAWALS = "withdrawals.csv"
COLUMNS = ("identifier", "successor", "reason_ja", "reason_en", "confirmed_by", "date")
GONE = Words(ja="この版から公開しない項目", en="A field that is no longer published")


class Named(NamedTuple):
    """A row that is published: its identifier, table and key, and what it is called, if it has a name."""

    identifier: str
    dataset: str
    key: str
    label: str = ""


class Withdrawal(NamedTuple):
    """A line of the file of withdrawals, and its row there."""

    identifier: str
    successor: str
    reason_ja: str
    reason_en: str
    confirmed_by: str
    date: str
    row: int = 0


def declared(listed: Table | None) -> tuple[list[Withdrawal], list[Problem]]:
    """The lines of the file of withdrawals, if there is one. E-WITHDRAWAL where it has other columns."""
    if listed is None:
        return [], []
    if tuple(listed.labels) != COLUMNS:
        facts = {"reason": f"the columns must be {', '.join(COLUMNS)}"}
        return [], [Problem("E-WITHDRAWAL", listed.file, row=1, facts=facts)]
    cells = ([row[str(position)] or "" for position in range(len(COLUMNS))] for row in listed.rows())
    return [Withdrawal._make([*row, listed.line(at) or 0]) for at, row in enumerate(cells)], []


def entries(
    present: Mapping[str, Named],
    past: Iterable[Entry],
    withdrawals: Sequence[Withdrawal],
    version: str,
    of_fields: Collection[str],
    replaced: Mapping[str, str],
    called: Callable[[Entry], str],
) -> tuple[list[Entry], list[Problem]]:
    """The ledger with this release: entries in their order, new ones last. A table is withdrawn with its rows. Entries
    of tables `of_fields` go with the field, undeclared, and may come back; `replaced` has those that a field of another
    name took the place of. `called` is what a row was called before.

    Problems: E-VANISHED (published before, and neither here nor declared as withdrawn), E-REUSED (withdrawn before, and
    here again), E-WITHDRAWAL (what is declared as withdrawn is published, or never was; its successor is not there).
    """
    gone = {withdrawal.identifier: withdrawal for withdrawal in withdrawals}
    known = {entry.identifier: entry for entry in past}
    names = {(named.dataset, named.label): named for named in present.values() if named.label}
    made: list[Entry] = []
    problems = list(_wrong(withdrawals, present, known))
    for entry in known.values():
        if entry.identifier in present:
            if entry.withdrawn and entry.dataset not in of_fields:
                facts = {"version": entry.withdrawn, "reason_ja": entry.reason_ja, "reason_en": entry.reason_en}
                problems.append(Problem("E-REUSED", field=entry.dataset, cell=entry.identifier, facts=facts))
            made.append(entry._replace(withdrawn="", deprecated="", successor="", reason_ja="", reason_en=""))
        elif entry.withdrawn:
            made.append(entry)
        elif withdrawal := gone.get(entry.identifier) or gone.get(dataset(entry.dataset)):
            successor = withdrawal.successor if withdrawal.identifier == entry.identifier else ""
            reasons = withdrawal.reason_ja, withdrawal.reason_en
            made.append(Entry(*entry[:4], version, "true", successor, *reasons))
        elif entry.dataset in of_fields:
            successor = replaced.get(entry.identifier, "")
            made.append(Entry(*entry[:4], version, "true", successor, GONE.ja, GONE.en))
        else:
            renamed = names.get((entry.dataset, called(entry)))
            facts = {"version": entry.introduced, "known": renamed.identifier if renamed else "?"}
            problems.append(Problem("E-VANISHED", field=entry.dataset, cell=entry.identifier, facts=facts))
    new = (named for named in present.values() if named.identifier not in known)
    return [*made, *(Entry(named.identifier, named.dataset, named.key, version) for named in new)], problems


def named(rows: Iterable[Named]) -> tuple[dict[str, Named], list[Problem]]:
    """What is published, by identifier. E-COLLISION where two rows of a table have one, or where two differ by case or
    by Unicode form alone: many file systems and hosts take them for one."""
    found: dict[str, Named] = {}
    folded: dict[str, Named] = {}
    problems = []
    for one in rows:
        same = folded.setdefault(unicodedata.normalize("NFC", one.identifier).casefold(), one)
        if same is not one and (same.identifier != one.identifier or same.dataset == one.dataset):
            facts = {"other": f"{same.identifier} ({same.dataset} {same.key})"}
            problems.append(Problem("E-COLLISION", field=one.dataset, cell=one.identifier, facts=facts))
        found.setdefault(one.identifier, one)
    return found, problems


def _wrong(
    withdrawals: Sequence[Withdrawal], present: Mapping[str, Named], known: Mapping[str, Entry]
) -> Iterator[Problem]:
    for one in withdrawals:
        missing = [name for name in ("reason_ja", "reason_en", "confirmed_by", "date") if not getattr(one, name)]
        reason, field = "", "identifier"
        if missing:
            reason, field = f"empty: {', '.join(missing)}", missing[0]
        elif one.identifier in present:
            reason = "it is published"
        elif one.identifier not in known:
            reason = "it was never published"
        elif one.successor and one.successor not in present:
            reason, field = "the successor is not published", "successor"
        if reason:
            yield Problem("E-WITHDRAWAL", WITHDRAWALS, "", one.row, field, None, one.identifier, {"reason": reason})
