"""The catalogue as Japanese portals take it: 自治体標準オープンデータセット「オープンデータ一覧」, a row a file.

Of its 42 columns these are the 37 whose names two independent importers confirm; the other five, their order
and which columns are obligatory could not be confirmed, and nothing is written for them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.emit.csv import CRLF, MARK, header, lines, neutralised
from pipeline.emit.releases import Dataset, Distribution
from pipeline.package import Package
from pipeline.package.models import Field, Schema, Words
from pipeline.package.words import authorities
from pipeline.problem import Problem
from pipeline.table import Table, frame

_HEAD = ("全国地方公共団体コード", "地方公共団体名")
_DATASET = (
    *("ID", "タイトル", "概要", "キーワード", "分類", "公開日", "最終更新日", "URL", "更新頻度", "準拠する標準"),
    *("関連ドキュメント", "対象期間", "作成者", "連絡先名称", "連絡先メールアドレス", "連絡先電話番号"),
    *("連絡先内線番号", "連絡先FormURL", "連絡先備考（その他、SNSなど）", "備考"),
)
_FILE = (
    *("ID", "タイトル", "アクセスURL", "ダウンロードURL", "説明", "形式", "ライセンス", "公開日", "最終更新日"),
    *("利用規約", "関連ドキュメント", "準拠する標準", "著作権表記", "サイズ", "ステータス"),
)
COLUMNS = (*_HEAD, *(f"データセット_{name}" for name in _DATASET), *(f"ファイル_{name}" for name in _FILE))


def open_data_list(package: Package, datasets: Sequence[Dataset]) -> tuple[bytes, list[Problem]]:
    """CSV for a portal and for Excel: UTF-8 with BOM, CRLF. A column that is not known is empty. W-FORMULA for each
    text that a spreadsheet would run, which gets an apostrophe as in the copies for Excel."""
    rows = [_row(package, dataset, part) for dataset in datasets for part in dataset.distributions]
    table = Table(file_name(package), frame(COLUMNS, [[row.get(name) for name in COLUMNS] for row in rows]))
    schema = Schema(fields=[Field(name, Words(ja=name, en=name)) for name in COLUMNS])
    copy, formulas = neutralised(table, schema)
    return b"".join([MARK, header(COLUMNS, CRLF), *lines(copy, CRLF)]), formulas


def file_name(package: Package) -> str:
    """By the code of the local government, as the standard has it."""
    return f"{package.descriptor.pipeline.catalogue.publisher.code}_open_data_list.csv"


def _row(package: Package, dataset: Dataset, part: Distribution) -> dict[str, str]:
    publisher = package.descriptor.pipeline.catalogue.publisher
    return {
        "全国地方公共団体コード": publisher.code,
        "地方公共団体名": publisher.titles.ja,
        **{f"データセット_{name}": value for name, value in _of_dataset(package, dataset).items()},
        **{f"ファイル_{name}": value for name, value in _of_file(package, dataset, part).items()},
    }


def _of_dataset(package: Package, dataset: Dataset) -> Mapping[str, str]:
    descriptor, settings = package.descriptor, package.descriptor.pipeline.catalogue
    names = authorities().terms
    return {
        "ID": dataset.address,
        "タイトル": dataset.titles.ja,
        "概要": dataset.descriptions.ja,
        "キーワード": ";".join(descriptor.keywords),
        "分類": ";".join(names[theme].titles.ja for theme in settings.themes),
        "公開日": settings.issued,
        "最終更新日": settings.modified,
        "URL": package.address(dataset.address),
        "更新頻度": names[settings.periodicity].titles.ja,
        "準拠する標準": _standards(dataset.standards),
        "関連ドキュメント": descriptor.homepage or "",
        "対象期間": dataset.interval,
        "作成者": settings.publisher.titles.ja,
        "連絡先名称": settings.contact.titles.ja,
        "連絡先FormURL": settings.contact_page,
    }


def _of_file(package: Package, dataset: Dataset, part: Distribution) -> Mapping[str, str]:
    settings, licence = package.descriptor.pipeline.catalogue, package.descriptor.licenses[0]
    return {
        "ID": f"{dataset.address}/{part.name}",
        "タイトル": f"{dataset.titles.ja}（{part.form.titles.ja}）",
        "アクセスURL": package.address(dataset.address),
        "ダウンロードURL": package.address(part.path),
        "説明": part.form.descriptions.ja,
        "形式": part.form.file_type.rpartition("/")[2],
        "ライセンス": licence.name,
        "公開日": settings.issued,
        "最終更新日": settings.modified,
        "利用規約": licence.path,
        "準拠する標準": _standards(part.form.conforms_to),
        "著作権表記": settings.publisher.titles.ja,
        "サイズ": str(part.file.size),
    }


def _standards(addresses: Sequence[str]) -> str:
    """By name, those of others; the metadata of a table is a file of the release."""
    return ";".join(authorities().terms[address].titles.ja for address in addresses if ":" in address)
