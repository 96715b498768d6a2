"""What each form is made of, for inputs that come near to it."""

from __future__ import annotations


def _words(text: str) -> list[bytes]:
    return [*(word.encode() for word in text.split(" ")), b" ", b"\n"]


CSV = [
    *_words('a b page , ; \t " "" \' \r\n \r \0 \ufeff 宮城 ～ − ㈱ \x1b$B \x1b(B \x85 \u2028 =1 1e999 \x7f'),
    *("宮城県,仙台市\r\n".encode(name) for name in ("cp932", "euc-jp", "utf-16", "utf-16-be")),
    *(b"\xff\xfe", b"\xfe\xff", b"\xed\xa0\x80", b"\xc0\xaf", b"\xe3\x81"),
]
JSON = _words(r'{ } [ ] , : "" null true 1e999 NaN -0 \u0000 \ud800 "name" "fields" "type"')
NOTATION = _words(
    "件 人 人日／年 % ％ 円 約 延べ 計 全 以上 未満 超 △ ▲ - － + 1 0 9 , 、 ・ → ⇒ -> / : R4: 令和元年度 FY2023 "
    "平成31 昭和64 元 年 年度 年度末 月 31日 から まで 時点 〜 ~ . 千 百 万 億 兆 １２ ② Ⅳ ㌫ ½ ٣ ๓ 〇 五 \u3000 が "
    "999999999999999999999999999999 0.0000000000000001"
)
SPARQL = _words(
    'SELECT CONSTRUCT ASK DESCRIBE WHERE { } ( ) [ ] * ?s ?p ?o . ; , a <https://example.com/p> "x"@ja OPTIONAL UNION '
    "MINUS FILTER BIND AS VALUES UNDEF SERVICE SILENT GRAPH FROM NAMED LOAD INSERT DELETE REGEX REPLACE COUNT SUM "
    "GROUP BY HAVING ORDER LIMIT 1 OFFSET DISTINCT PREFIX x: BASE # << >> ^ | / + ! EXISTS NOT IN IF COALESCE "
    r"xsd:integer 1e999 -1 \u0053 '''"
)
XML = _words(
    '<!DOCTYPE <!ENTITY x SYSTEM "file:///etc/passwd"> &x; </c> <c r="A1" t="s"> <v> 0 99999999 -1 1e999 t="e" t="d" '
    't="n" <f> r="XFD1048576" r="0" s="1" <mergeCell ref="A1:XFD1048576"/> hidden="1" max="16384" min="0" <row> </row> '
    'count="-1" xml:space formatCode="0.00%" numFmtId="14" 2958466 1900-02-29 [h]:mm:ss General "#,##0" utf-16'
)
MANIFEST = [
    *_words("../ data/ data/a.csv rdf/x.nt %0A %0d %25 %2e ~ * . // a fetch.txt manifest-md5.txt Payload-Oxum: 0.0 が"),
    *(b"0" * 64, b"  ", b"\t", b"\r", b"\xc2\x85", b"\xff", "か\u3099".encode(), b"BagIt-Version: 1.0"),
]
SIGNATURE = _words("untrusted comment: trusted RUQf6LRCGA9i5 RWQf6LRCGA9i5 ED Ed = == AAAA")
