"""The route as far as nothing is written, for who only wants to know what is wrong."""

from __future__ import annotations

from pipeline.engine import Engine, in_order
from pipeline.gather import needed
from pipeline.package import Package
from pipeline.receive import Say, receive
from pipeline.record import Run


def examine(package: Package, say: Say, engine: Engine = in_order) -> Run:
    """Every stage up to the published tables, without writing anything.

    Stages that would only repeat what an earlier one has said are left out, and that is said (I-SKIPPED).
    """
    run = Run()
    sources = receive(run, package, say, needed(package), engine)
    if not run.failed:
        from pipeline.publish import publish  # who has errors does without, and does not wait for it

        publish(run, sources, package, say, engine)
    return run
