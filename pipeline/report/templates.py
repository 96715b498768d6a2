"""Pages from templates: all that is put in is escaped, and nothing of it is hidden."""

from __future__ import annotations

import functools
from importlib import resources

from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup

from pipeline.report.visible import visible


def rendered(package: str, template: str, **facts: object) -> str:
    """The page that a template of a package makes of these facts."""
    return _read(package, template).render(**facts)


@functools.cache
def _read(package: str, template: str) -> Template:
    """It, compiled: a server makes many pages of one."""
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, finalize=_visible, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string(resources.files(package).joinpath(template).read_text("utf-8"))


def _visible(value: object) -> object:
    return visible(value, "\n\t") if isinstance(value, str) and not isinstance(value, Markup) else value
