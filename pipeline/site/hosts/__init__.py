"""What makes a host of others answer for identifiers as our server does: its configuration, made from the rules."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Collection, Iterator, Sequence
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote, unquote, urlsplit

from pipeline.emit.concepts import codes_without_row
from pipeline.http import headers, media_types
from pipeline.package import Package
from pipeline.package.release import RECEIVED
from pipeline.record import Run
from pipeline.release.records import Entry
from pipeline.site.heads import FORMS
from pipeline.site.hosts.accept import MEDIA, RDF, patterns
from pipeline.site.page import FOLDER
from pipeline.site.rules import ITSELF, SAFE, Rule, gone, rules

if TYPE_CHECKING:
    from jinja2 import Environment

RULES = "assets/rules.json"
_CUT = 9_500
"""Bytes of a function of CloudFront, which may have 10,240; what was withdrawn is left out of a longer one."""
_TEMPLATES = {
    "hosts/nginx.conf": "nginx.conf.j2",
    "hosts/htaccess": "htaccess.j2",
    "hosts/cloudfront-function.js": "cloudfront-function.js.j2",
    "hosts/github-pages.yml": "github-pages.yml.j2",
    "hosts/README.md": "README.md.j2",
    "hosts/README.ja.md": "README.ja.md.j2",
}
OF_RAW = ((RECEIVED, "application/json"), ("rdf/provenance.ttl", "text/turtle"))
"""What describes the files as received: how their columns are printed; their hashes, their sources, and what became of
their rows."""


class Gone(NamedTuple):
    """An identifier that was withdrawn, as a pattern of itself, also when decoded but for slashes, and what is answered
    for it."""

    identifier: str
    pattern: str
    decoded: str
    text: str


def answering(run: Run, package: Package, files: Collection[str]) -> Iterator[tuple[str, bytes]]:
    """Those for a run whose other files these are, by their paths in the site."""
    codes = [address for address, _, _ in codes_without_row(run.tables, package)]
    pages = [path.removeprefix(FOLDER) for path in files if path.startswith(FOLDER)]
    yield from hosts(package, rules(package, codes, files), gone(run.history.identifiers), pages)


def hosts(
    package: Package, ordered: Sequence[Rule], withdrawn: Sequence[Entry], pages: Collection[str]
) -> Iterator[tuple[str, bytes]]:
    """Files of the site for each kind of host; `pages` are the paths of all others of the site."""
    yield RULES, _document(package, ordered, withdrawn)
    yield "assets/resolve.js", resources.files(__package__).joinpath("resolve.js").read_bytes()
    facts = _facts(package, ordered, [_gone(package, entry) for entry in withdrawn], [*pages, *_TEMPLATES, RULES])
    for path, template in _TEMPLATES.items():
        made = _rendered(template, facts)
        if path.endswith(".js") and len(made) > _CUT:
            made = _rendered(template, facts | {"gone_texts": {}})
        yield path, made


def gone_text(base: str, entry: Entry) -> str:
    """What is said of an identifier that was withdrawn, in both languages."""
    ja = f"版 {entry.withdrawn} で公開を終了しました。理由：{entry.reason_ja}"
    en = f"Withdrawn in release {entry.withdrawn}: {entry.reason_en}"
    last = f"\n→ {base}{entry.successor}" if entry.successor else ""
    return f"{ja}\n{en}{last}"


def _document(package: Package, ordered: Sequence[Rule], withdrawn: Sequence[Entry]) -> bytes:
    lines = ",\n".join(json.dumps(rule, ensure_ascii=False) for rule in ordered)
    entries = ",\n".join(json.dumps(entry._asdict(), ensure_ascii=False) for entry in withdrawn)
    base = json.dumps(package.descriptor.pipeline.base)
    return f'{{"base": {base},\n"rules": [\n{lines}\n],\n"gone": [\n{entries}\n]}}\n'.encode()


def _gone(package: Package, entry: Entry) -> Gone:
    encoded = quote(entry.identifier, safe=SAFE)
    decoded = "%2F".join(map(unquote, re.split("%2F", encoded, flags=re.I)))
    return Gone(encoded, _pattern(encoded), _pattern(decoded), gone_text(package.descriptor.pipeline.base, entry))


def _pattern(text: str) -> str:
    return re.sub(r"[\x00-,.:-@\[-^`{-}]", lambda found: f"\\x{ord(found[0]):02x}", text)


def _facts(
    package: Package, ordered: Sequence[Rule], withdrawn: Sequence[Gone], paths: Collection[str]
) -> dict[str, object]:
    base = urlsplit(package.descriptor.pipeline.base)
    # others know the last part of a name alone
    endings = {end.removeprefix("."): kind for end, kind in media_types().items() if end.count(".") == 1}
    types = {end: kind.partition(";")[0] for end, kind in endings.items()}
    in_text = [end for end, kind in endings.items() if "charset" in kind]
    return {
        "titles": package.descriptor.titles,
        "base": package.descriptor.pipeline.base,
        "host": base.hostname,
        "prefix": base.path,
        "prefix_pattern": re.escape(base.path),
        "version": package.descriptor.version,
        "accepted": list(patterns()),
        "media": list(MEDIA.items()),
        "rdf": RDF,
        "forms": FORMS,
        "offered": [types[form] for form in ("html", *FORMS)],
        "rules": ordered,
        "compact": [rule[:3] if rule.forms == FORMS else rule for rule in ordered],
        "itself": ITSELF,
        "gone": withdrawn,
        "gone_texts": {entry.identifier: entry.text for entry in withdrawn},
        "types": list(types.items()),
        "texts": list(dict.fromkeys(types[end] for end in in_text if end != "html")),
        "text_endings": in_text,
        "raw_link": ", ".join(f'<{base.path}{path}>; rel="describedby"; type="{kind}"' for path, kind in OF_RAW),
        "headers": [*headers().items(), ("Access-Control-Allow-Origin", "*"), ("Cache-Control", "no-cache")],
        "site_parts": sorted({"", *(path.partition("/")[0] for path in paths)}),
    }


def _rendered(template: str, facts: dict[str, object]) -> bytes:
    return _templates().get_template(template).render(**facts).encode()


@functools.cache
def _templates() -> Environment:
    from pipeline.site.compiled import templates

    environment = templates(Path(__file__).parent, html=False)
    environment.filters |= {"in_nginx": _in_nginx, "in_apache": _in_apache, "backreferences": _backreferences}
    return environment


def _in_nginx(text: str) -> str:
    quoted = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return quoted.replace("$", "${opendata_dollar}")


def _in_apache(text: str) -> str:
    quoted = text.replace("\\", "\\\\\\\\").replace("$", "\\$")
    return quoted.replace('"', '\\"').replace("\n", " ")


def _backreferences(page: str) -> str:
    """Groups as mod_rewrite has those of a condition."""
    return page.replace("%", "\\%").replace("$", "%")
