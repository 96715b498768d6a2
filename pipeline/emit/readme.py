"""README of a release in both languages: what it is, its files, and every column explained."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.emit.citation import citation
from pipeline.emit.converted import Converted
from pipeline.emit.open_data_list import file_name
from pipeline.emit.releases import edition
from pipeline.emit.typed import typed_reads
from pipeline.language import Language
from pipeline.package import Package
from pipeline.package.coded import code_table
from pipeline.package.descriptor import Resource
from pipeline.package.formula import derivation_text
from pipeline.package.models import Field, Labelled
from pipeline.package.words import vocabulary

_WORDS: Mapping[Language, Mapping[str, str]] = {
    "ja": {
        "licence": "ライセンス",
        "source": "出典",
        "files": "ファイル",
        "about": "`data/` が正本（UTF-8、BOMなし、改行LF）、"
        "`excel/` はExcelで文字化けしない写し（UTF-8、BOMあり、改行CRLF）。"
        "`datapackage.json` は全ファイルの説明（Data Package 2.0）、全ファイルのハッシュ値は"
        "`manifest-sha256.txt`（`data/`）と `tagmanifest-sha256.txt`（そのほか）にある（BagIt、RFC 8493）。"
        "`sha256sum --check --quiet manifest-sha256.txt tagmanifest-sha256.txt` で確かめられる。"
        "`fiscal_year` は年度の始まりの西暦年（令和5年度 = 2023）。",
        "linked": "`rdf/` は同じ内容のRDF（Turtle、N-Triples、JSON-LD）。各CSVの隣のCSVW記述（`*-metadata.json`）から"
        "W3Cのcsv2rdfで得られるものと同じである。`rdf/catalogue` はカタログ（DCAT 3）、`rdf/void` はその統計、"
        "`rdf/schema-org.jsonld` は検索エンジン向け、`rdf/context.jsonld` はJSON-LD共通の文脈。"
        "`raw/` は受け取ったままの原表で、列の説明と、どの項目をどの列から読んだかが `raw/datapackage.json` にある。"
        "どの行もそのどの行から得られたかを `rdf/provenance` が示す。"
        "`{list}` は自治体標準オープンデータセット「オープンデータ一覧」の形。"
        "42列のうち列名を確かめられた37列だけを書く（残り5列の名前、列の順、必須の別は未確認）。連絡先の電話やメールなど、決まっていない項目は空である。",
        "table": "表",
        "rows": "行数",
        "what": "内容",
        "field": "項目",
        "type": "型",
        "title": "名称",
        "note": "説明",
        "key": "主キー",
        "values": "値",
        "made": "求め方",
        "codes": "コードの説明は表",
        "taken": "Excelはダブルクリックで開いたCSVの文字を、数や日付に変えることがある（040002 が 40002、72.5% が "
        "0.725、英語の環境では February 2024 が日付）。CSVの側では防げない。次の項目にそうなる値がある。"
        "このままの文字が要るときは、「データ」→「テキストまたはCSVから」で読み、これらの列の型を「テキスト」にする"
        "（サイトの各データセットのページに手順がある）。",
        "cite": "引用",
        "cited": "引用の情報は `CITATION.cff` にもある。",
        "read": "型どおりに読む",
        "read_about": "そのまま読むと、コードの先頭の0が落ち（040002 が 40002）、真偽値が文字になることがある。"
        "次のプログラムは、どの表も同じように型どおりに読む（このフォルダーで実行する）。"
        "表ごとのプログラムはサイトの各データセットのページにある。",
        "rules": "読み方の規則",
        "rule": "規則",
    },
    "en": {
        "licence": "Licence",
        "source": "Sources",
        "files": "Files",
        "about": "`data/` is canonical (UTF-8, no BOM, LF); `excel/` is the copy for Excel "
        "(UTF-8 with BOM, CRLF). `datapackage.json` describes every file (Data Package 2.0); the folder is a bag "
        "(BagIt, RFC 8493): the hashes are in `manifest-sha256.txt` (of `data/`) and `tagmanifest-sha256.txt` (of the "
        "rest), for `sha256sum --check --quiet manifest-sha256.txt tagmanifest-sha256.txt`. "
        "`fiscal_year` is the Western year in which the fiscal year begins, on 1 April: 令和5年度 is 2023.",
        "linked": "`rdf/` says the same as RDF (Turtle, N-Triples, JSON-LD): what W3C's csv2rdf makes of each CSV and "
        "the CSVW metadata beside it (`*-metadata.json`). `rdf/catalogue` is the catalogue (DCAT 3), `rdf/void` counts "
        "it, `rdf/schema-org.jsonld` is for search engines, `rdf/context.jsonld` the context of all JSON-LD. `raw/` "
        "holds the raw tables as received, and in `raw/datapackage.json` what their columns are and from which of them "
        "each published field was read; `rdf/provenance` says from which of their rows each row came. `{list}` has "
        "the form of the Japanese municipal standard catalogue list, with the 37 of its 42 columns whose names could "
        "be confirmed; the other five, their order and which are obligatory could not. What is not decided, such as a "
        "telephone number, is empty.",
        "table": "Table",
        "rows": "Rows",
        "what": "What it is",
        "field": "Field",
        "type": "Type",
        "title": "Title",
        "note": "Description",
        "key": "Primary key",
        "values": "Values",
        "made": "Derived by",
        "taken": "Opened by a double click, Excel turns some texts of a CSV into numbers and dates (040002 into 40002, "
        "72.5% into 0.725, in English February 2024 into a date), and nothing in the CSV can keep it from that. These "
        "fields have such values. Where you need the text as it is, use Data > From Text/CSV and give these columns "
        "the type Text (the page of each dataset on the site has the steps).",
        "codes": "Its codes are explained by the table",
        "cite": "How to cite",
        "cited": "The same is in `CITATION.cff`.",
        "read": "Reading with types",
        "read_about": "Read without types, codes lose their leading 0 (040002 becomes 40002), and truth values may "
        "become text. These programs read any table with its types (run them in this folder). The page of each dataset "
        "on the site has one for its table.",
        "rules": "Rules of reading",
        "rule": "Rule",
    },
}


def readme(package: Package, rows: Mapping[str, int], taken: Sequence[Converted], language: Language) -> bytes:
    """Markdown for the release whose tables have these numbers of rows, and these texts that Excel converts."""
    words = _WORDS[language]
    descriptor = package.descriptor
    lines = [f"# {descriptor.titles[language]}", "", descriptor.descriptions[language], ""]
    lines += [f"{words['licence']}: " + ", ".join(f"[{x.name}]({x.path})" for x in descriptor.licenses), ""]
    lines += [f"{words['source']}: " + ", ".join(f"[{x.title}]({x.path})" for x in descriptor.sources), ""]
    lines += [f"## {words['files']}", "", words["about"], "", _row(words["table"], words["rows"], words["what"])]
    lines += ["|---|--:|---|"]
    lines += [
        _row(f"[{r.name}](data/{r.name}.csv)", str(rows[r.name]), r.descriptions[language])
        for r in descriptor.resources
    ]
    if taken:
        lines += ["", words["taken"], ""]
        lines += [f"- `excel/{one.table}.csv`: `{one.field}` ({one.example.strip()})" for one in taken]
    lines += ["", words["linked"].format(list=file_name(package)), ""]
    lines += [f"- `rdf/{name}`: {graph.descriptions[language]}" for name, graph in vocabulary().graphs.items()]
    lines += ["", f"## {words['read']}", "", words["read_about"]]
    for tool, kind, text in typed_reads(package):
        lines += ["", f"{tool}:", "", f"```{kind}", text.rstrip(), "```"]
    lines += ["", f"## {words['cite']}", "", citation(package, edition(package), descriptor.titles, language), ""]
    lines += [words["cited"]]
    for resource in descriptor.resources:
        lines += _table(resource, package, language)
    if package.reporting("audit"):
        lines += ["", f"## {words['rules']}", "", _row(words["rule"], words["title"], words["note"]), "|---|---|---|"]
        lines += [
            _row(f"`{name}`", rule.titles[language], rule.descriptions[language])
            for name, rule in vocabulary().readings.items()
        ]
    return ("\n".join(lines) + "\n").encode()


def _table(resource: Resource, package: Package, language: Language) -> list[str]:
    words, schema = _WORDS[language], package.published[resource.name]
    lines = ["", f"## {resource.name}: {resource.titles[language]}", ""]
    if schema.primary_key:
        lines += [f"{words['key']}: " + ", ".join(f"`{name}`" for name in schema.primary_key), ""]
    lines += [_row(words["field"], words["type"], words["title"], words["note"]), "|---|---|---|---|"]
    for field in schema.fields:
        note = _note(field, code_table(package.published, resource.name, field), language)
        lines.append(_row(f"`{field.name}`", field.type, field.titles[language], note))
    return lines


def _note(field: Field, codes: str, language: Language) -> str:
    words = _WORDS[language]
    parts = [field.descriptions[language]] if field.descriptions else []
    if field.categories:
        parts.append(f"{words['values']}: " + ", ".join(_category(entry, language) for entry in field.categories))
    if codes:
        parts.append(f"{words['codes']} [{codes}](data/{codes}.csv)")
    if field.derivation:
        parts.append(f"{words['made']}: `{derivation_text(field.derivation)}`")
    return "<br>".join(parts)


def _category(entry: str | Labelled, language: Language) -> str:
    if isinstance(entry, str):
        return f"`{entry}`"
    return f"`{entry.value}` ({entry.labels[language]})" if entry.labels else f"`{entry.value}`"


def _row(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
