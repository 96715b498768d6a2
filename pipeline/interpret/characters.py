"""Full-width and half-width characters of numbers and codes.

Not NFKC: that would also rewrite ㈱, ① and half-width kana, which belong to labels.
"""

from __future__ import annotations

# FF01-FF5E are the full-width forms of ASCII 21-7E (Unicode, Halfwidth and Fullwidth Forms).
_NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_NARROW |= {0x3000: 0x20, 0x2212: 0x2D, 0x2010: 0x2D, 0x2011: 0x2D, 0x2013: 0x2D}


# What CP932 and JIS X 0208 map to different characters (Unicode, EASTASIA/JIS notes; Microsoft, CP932):
# wave dash, minus, double vertical line, cent, pound and not signs, em dash.
DOUBLE = "～－∥￠￡￢―"
_ALIKE = str.maketrans(DOUBLE, "〜−‖¢£¬—")


def alike(text: str) -> str:
    """A text with one character for each that encodings write differently, for comparing names.

    >>> alike("6～9月") == alike("6〜9月")
    True
    """
    return text.translate(_ALIKE)


def narrow(text: str) -> str:
    """Full-width ASCII, ideographic space and minus variants as ASCII. Keeps the length.

    >>> narrow("１，２３４ｈ　５０．５％")
    '1,234h 50.5%'
    """
    return text.translate(_NARROW)
