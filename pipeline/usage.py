"""What help and the manual say of the command beside its options: an example of each verb, exit statuses, variables."""

from __future__ import annotations

from gettext import gettext as _

EXAMPLES = {
    "build": ("opendata build", "opendata build --report report"),
    "release": ("opendata release 1.1.0 --date 2026-04-01 --dry-run",),
    "validate": ("opendata validate visitors --report report",),
    "verify": ("opendata verify output --receipt receipt.json",),
    "sign": ("opendata sign output --key publisher.key",),
    "explain": ("opendata explain visitors 2024 growth_rate",),
    "diff": ("opendata diff 1.0.0 output --html changes.html",),
    "query": ("opendata query question.rq --format csv",),
    "export": ("opendata export visitors --form ttl --output visitors.ttl",),
    "rules": ("opendata rules", "opendata rules --published"),
    "add": ("opendata add table.xlsx --name visitors --sheet 第1表",),
    "init": ("opendata init sendai --code 041009 --name 仙台市 --name-en Sendai",),
    "errors": ("opendata errors E-QUANTITY",),
    "completion": (
        "opendata completion bash > ~/.local/share/bash-completion/completions/opendata",
        "opendata completion zsh > ~/.zfunc/_opendata",
        "opendata completion fish > ~/.config/fish/completions/opendata.fish",
    ),
    "fetch": ("opendata fetch --dry-run",),
    "publish": (
        "opendata publish --to folder --url /var/www/opendata",
        "opendata publish --to ckan --url https://ckan.example.jp/ --organization sendai",
    ),
    "serve": ("opendata serve", "opendata serve output --port 8080"),
}


def example(verb: str) -> str:
    """Commands that use the verb, as click shows them line by line."""
    return _lines(_("Example:"), [f"  {command}" for command in EXAMPLES[verb]])


def exits() -> str:
    """Every exit status of the command, as click shows them line by line."""
    return _lines(_("Exit status:"), [f"  {status:>3}  {words}" for status, words in statuses().items()])


def statuses() -> dict[int, str]:
    """What each exit status means."""
    return {
        0: _("good; warnings do not change it"),
        1: _("problems in the data"),
        2: _("wrong use, or an extra that is not installed"),
        3: _("datapackage.json or a schema is wrong"),
        4: _("disk or network"),
        5: _("refused for safety"),
        6: _("not fit for a release"),
        7: _("there are differences (diff --exit-code)"),
        70: _("a bug of the program"),
        130: _("interrupted"),
        143: _("terminated"),
    }


def variables() -> dict[str, str]:
    """What each variable of the environment does."""
    return {
        "OPENDATA_LANG": _("Language of messages, ja or en, before LC_ALL, LC_MESSAGES and LANG."),
        "OPENDATA_KEY_PASSWORD": _("Password of the key, for sign."),
        "OPENDATA_CKAN_TOKEN": _("API token, for publish --to ckan."),
        "XDG_CACHE_HOME": _("Folder of what can be made again. Default: ~/.cache."),
        "NO_COLOR": _("No colours."),
    }


def _lines(heading: str, lines: list[str]) -> str:
    return "\n".join(["\b", heading, *lines])  # click fills a paragraph without it
