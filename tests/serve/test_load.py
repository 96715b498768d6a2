"""Clients who ask at once are all answered, also beside one who means harm; in short what `make load` does."""

from __future__ import annotations

import asyncio

from bench.load import OURS, PLAIN, measure, megabytes, server, table


def test_all_are_answered_and_the_server_lives() -> None:
    with server(*OURS) as (ours, process), server(*PLAIN) as (plain, _):
        before = megabytes(process)
        found = asyncio.run(measure(ours, plain, clients=30, seconds=0.5))
        assert megabytes(process) < before + 200
    *polite, hostile = found
    assert all({*taken.statuses} == {200} and len(taken.seconds) > 30 for taken in polite)
    assert hostile.statuses.total() >= 1
    assert table(found).count("| none |") == 4
