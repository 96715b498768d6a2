"""What makes a host of others answer for identifiers as our server does: its configuration, made from the rules."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Sequence
from importlib import resources
from typing import NamedTuple
from urllib.parse import quote, urlsplit

from pipeline.media import TYPES
from pipeline.package import Package
from pipeline.release.records import Entry
from pipeline.site.hosts.accept import MEDIA, patterns
from pipeline.site.hosts.headers import HEADERS
from pipeline.site.rules import FORMS, ITSELF, Rule

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


class Gone(NamedTuple):
    """An identifier that was withdrawn, as a pattern of itself, and what is answered for it."""

    identifier: str
    pattern: str
    text: str


def hosts(package: Package, rules: Sequence[Rule], gone: Sequence[Entry], pages: Collection[str]) -> Iterator[tuple[str, bytes]]:
    """Files of the site for each kind of host; `pages` are the paths of all others of the site."""
    yield RULES, _document(package, rules, gone)
    yield "assets/resolve.js", resources.files(__package__).joinpath("resolve.js").read_bytes()
    facts = _facts(package, rules, [_gone(package, entry) for entry in gone], [*pages, *_TEMPLATES, RULES])
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


def _document(package: Package, rules: Sequence[Rule], gone: Sequence[Entry]) -> bytes:
    lines = ",\n".join(json.dumps(rule, ensure_ascii=False) for rule in rules)
    withdrawn = ",\n".join(json.dumps(entry._asdict(), ensure_ascii=False) for entry in gone)
    base = json.dumps(package.descriptor.pipeline.base)
    return f'{{"base": {base},\n"rules": [\n{lines}\n],\n"gone": [\n{withdrawn}\n]}}\n'.encode()


def _gone(package: Package, entry: Entry) -> Gone:
    pattern = re.sub(r"[^A-Za-z0-9_~/%=-]", lambda found: f"\\x{ord(found[0]):02x}", quote(entry.identifier, safe=_KEPT))
    return Gone(entry.identifier, pattern, gone_text(package.descriptor.pipeline.base, entry))


_KEPT = "/:?#@!$&'()*+,;=%~"


def _facts(package: Package, rules: Sequence[Rule], gone: Sequence[Gone], paths: Collection[str]) -> dict[str, object]:
    base = urlsplit(package.descriptor.pipeline.base)
    types = [(ending, kind.partition(";")[0]) for ending, kind in TYPES.items()]
    in_text = [ending for ending, kind in TYPES.items() if "charset" in kind]
    return {
        "titles": package.descriptor.titles,
        "base": package.descriptor.pipeline.base,
        "host": base.hostname,
        "prefix": base.path,
        "prefix_pattern": re.escape(base.path),
        "version": package.descriptor.version,
        "accepted": list(patterns()),
        "media": list(MEDIA.items()),
        "forms": FORMS,
        "offered": [TYPES[form].partition(";")[0] for form in ("html", *FORMS)],
        "rules": rules,
        "compact": [rule[:3] if rule.forms == FORMS else rule for rule in rules],
        "itself": ITSELF,
        "gone": gone,
        "gone_texts": {entry.identifier: entry.text for entry in gone},
        "types": types,
        "texts": [kind for ending, kind in types if ending in in_text and ending != "html"],
        "text_endings": in_text,
        "headers": HEADERS,
        "site_parts": sorted({"", *(path.partition("/")[0] for path in paths)}),
    }


def _rendered(template: str, facts: dict[str, object]) -> bytes:
    """Text, not HTML: what is put in is quoted where it stands."""
    from jinja2 import Environment, StrictUndefined

    environment = Environment(  # noqa: S701
        undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True
    )
    environment.filters |= {"in_nginx": _in_nginx, "in_apache": _in_apache, "backreferences": _backreferences}
    text = resources.files(__package__).joinpath(template).read_text("utf-8")
    return environment.from_string(text).render(**facts).encode()


def _in_nginx(text: str) -> str:
    quoted = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return quoted.replace("$", "${opendata_dollar}")


def _in_apache(text: str) -> str:
    return re.sub(r'([\\"$])', r"\\\1", text).replace("\n", " ")


def _backreferences(page: str) -> str:
    """Groups as mod_rewrite has those of a condition."""
    return page.replace("%", "\\%").replace("$", "%")
