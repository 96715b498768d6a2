"""Words beside a number that change what it says. A new one is a line here."""

from __future__ import annotations

PREFIXES: dict[str, tuple[str, str]] = {
    "約": ("approximate", "true"),
    "およそ": ("approximate", "true"),
    "概ね": ("approximate", "true"),
    "延べ": ("cumulative", "true"),
    "延": ("cumulative", "true"),
    "累計": ("cumulative", "true"),
    "全": ("qualifier", "all"),
    "計": ("qualifier", "total"),
}
SUFFIXES: dict[str, tuple[str, str]] = {
    "程度": ("approximate", "true"),
    "前後": ("approximate", "true"),
    "以上": ("qualifier", "at_least"),
    "以下": ("qualifier", "at_most"),
    "未満": ("qualifier", "less_than"),
    "超": ("qualifier", "more_than"),
}
