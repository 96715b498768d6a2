"""The entry of the command line: language, signals, and every way in which a run ends. The verbs are in
`commands`; nothing heavy is imported before one needs it."""

from __future__ import annotations

import contextlib
import errno
import gc
import os
import signal
import sys
from collections.abc import Sequence
from typing import NoReturn

import click

from pipeline.commands import commands
from pipeline.completion import VARIABLE, completed
from pipeline.errors import Missing, Stop
from pipeline.extras import Finder
from pipeline.language import choose, current, speak
from pipeline.printed import stopped
from pipeline.problem import Problem
from pipeline.report.catalogue import BUG, entry, message

USAGE, DISK, INTERRUPTED, TERMINATED = 2, 4, 130, 143


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Entry point of `opendata`. Exits as `usage.exits` says."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    speak(choose(given, os.environ))
    signal.signal(signal.SIGTERM, _terminate)
    sys.meta_path.insert(0, _WithoutPandas())
    sys.meta_path.append(Finder())
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # numpy computes nothing here, yet would start its threads
    gc.set_threshold(100_000)  # what is made here has no circles; to look for them took a thirtieth of a build
    try:
        if VARIABLE in os.environ:  # a shell asks what could come next
            sys.exit(completed(commands(), os.environ[VARIABLE]))
        opendata = commands()
        with opendata.make_context("opendata", given) as context:  # not click's main: it calls a closed pipe exit 1
            sys.exit(opendata.invoke(context))
    except click.exceptions.Exit as wanted:  # --help, --version
        sys.exit(wanted.exit_code)
    except click.ClickException as error:
        if "--json" in given:
            _show_json(Problem("E-USAGE", facts={"reason": error.format_message()}))
        else:
            error.show()
        sys.exit(USAGE)
    except Missing as missing:
        sys.exit(stopped(missing, as_json="--json" in given, color="auto"))
    except (KeyboardInterrupt, click.Abort):
        click.echo(message(Problem("E-INTERRUPTED"), current()), err=True)
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EIO, errno.EBADF):
            _report_bug(error, as_json=False)
            sys.exit(BUG)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # nor can the rest be written
        with contextlib.suppress(OSError):
            problem = Problem("E-DISK", file=str(error.filename or ""), facts={"reason": error.strerror or str(error)})
            stopped(Stop([problem]), as_json="--json" in given, color="auto")
        sys.exit(DISK)
    except Exception as error:
        _report_bug(error, as_json="--json" in given)
        sys.exit(BUG)
    finally:
        gc.freeze()  # or all that is left would be searched for circles as the process ends


class _WithoutPandas:
    """No verb needs pandas, and Arrow would import it at its first scalar, which takes longer than a validation."""

    def find_spec(self, name: str, path: object, target: object = None) -> None:
        if name == "pandas":
            raise ModuleNotFoundError(name)


def _terminate(signum: int, frame: object) -> NoReturn:
    sys.exit(TERMINATED)


def _show_json(problem: Problem) -> None:
    from pipeline.report.document import document

    click.echo(document([problem], exit=entry(problem.code).exit, rows={}))


def _report_bug(error: Exception, *, as_json: bool) -> None:
    from pipeline.report.bug import bug

    problem = bug(error)
    click.echo(f"E-BUG: {message(problem, current())}", err=True)
    if as_json:
        _show_json(problem)
