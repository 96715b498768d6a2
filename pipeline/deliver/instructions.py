"""The words of the instructions beside an upload folder."""

from __future__ import annotations

from pipeline.language import Language

FIELDS: dict[str, dict[Language, str]] = {
    "データセット_タイトル": {"ja": "タイトル", "en": "Title"},
    "データセット_概要": {"ja": "概要（説明）", "en": "Description"},
    "データセット_キーワード": {"ja": "キーワード（タグ）", "en": "Keywords (tags)"},
    "データセット_分類": {"ja": "分類", "en": "Category"},
    "ファイル_ライセンス": {"ja": "ライセンス", "en": "Licence"},
    "ファイル_利用規約": {"ja": "利用規約", "en": "Terms of use"},
    "データセット_更新頻度": {"ja": "更新頻度", "en": "Frequency of updates"},
    "データセット_対象期間": {"ja": "対象期間", "en": "Period covered"},
    "データセット_公開日": {"ja": "公開日", "en": "Date of publication"},
    "データセット_最終更新日": {"ja": "最終更新日", "en": "Last modified"},
    "データセット_作成者": {"ja": "作成者", "en": "Creator"},
    "データセット_連絡先名称": {"ja": "連絡先名称", "en": "Contact"},
    "データセット_連絡先メールアドレス": {"ja": "連絡先メールアドレス", "en": "Email"},
    "データセット_連絡先電話番号": {"ja": "連絡先電話番号", "en": "Telephone"},
    "データセット_連絡先FormURL": {"ja": "連絡先FormURL", "en": "Contact page"},
    "データセット_関連ドキュメント": {"ja": "関連ドキュメント", "en": "Related document"},
    "データセット_準拠する標準": {"ja": "準拠する標準", "en": "Standards"},
    "ファイル_著作権表記": {"ja": "著作権表記", "en": "Copyright"},
}
"""What is filled in for a dataset, by its column of the list, in this order."""

WORDS: dict[Language, dict[str, str]] = {
    "ja": {
        "heading": "オープンデータポータルへの登録手順",
        "edition": "版",
        "about": "このフォルダーのファイルをポータルに登録する手順である。"
        "項目名は自治体標準オープンデータセット「オープンデータ一覧」のもので、"
        "ポータルの画面では名前や順が違うことがある。空の項目は書いていない。",
        "steps": "手順",
        "step_login": "ポータルの管理画面にログインし、下のデータセットを一つずつ登録する。"
        "すでに登録してあれば、そのデータセットを開く。",
        "step_fields": "表の「書く内容」を、そのまま写して各項目に入れる。キーワードは「;」で分けてある。",
        "step_files": "「ファイル」にあるファイルを、その名前のまま選んで登録する。登録済みのファイルは差し替える"
        "（消して新しく加えると、アドレスが変わって利用者のリンクが切れる）。",
        "step_check": "公開したあと、登録したファイルを一つ取得して、下のSHA-256と同じかを確かめる。",
        "step_list": "最後に、オープンデータ一覧のファイルを差し替える",
        "step_since": "「変更なし」とあるものは、そのままでよい。",
        "gone": "前の版にあって、この版にないファイル。ポータルでの扱い（残すか、終了とするか）を決める",
        "field": "項目",
        "value": "書く内容",
        "files": "ファイル",
        "name": "ファイル名",
        "file_title": "タイトル",
        "description": "説明",
        "format": "形式",
        "size": "サイズ",
        "bytes": "バイト",
        "other": "英語のタイトルと説明（欄があれば）",
        "datasets": "データセット",
        "new": "新規",
        "changed": "変更",
        "unchanged": "変更なし",
        "words": "項目",
        "separator": "：",
    },
    "en": {
        "heading": "How to enter this release in the open-data portal",
        "edition": "version",
        "about": "How the files of this folder are entered in the portal. What is to be filled in has the names of the "
        "Japanese municipal standard list (オープンデータ一覧); the portal's own form may name or order it otherwise. "
        "What is empty is left out.",
        "steps": "Steps",
        "step_login": "Log in to the administration of the portal and enter the datasets below one by one. Open the "
        "dataset if it is there already.",
        "step_fields": 'Copy "Fill in" as it is into each field. Keywords are separated by semicolons.',
        "step_files": "Choose the files of the dataset and keep their names. Replace a file that is there: deleting "
        "and adding it would give it another address and break people's links.",
        "step_check": "Once it is public, download one of the files and see that its SHA-256 is the one below.",
        "step_list": "Last, replace the file of the catalogue list",
        "step_since": 'What says "unchanged" can stay as it is.',
        "gone": "Files of the earlier release that this one does not have; decide whether they stay in the portal",
        "field": "Field",
        "value": "Fill in",
        "files": "Files",
        "name": "File name",
        "file_title": "Title",
        "description": "Description",
        "format": "Format",
        "size": "Size",
        "bytes": "bytes",
        "other": "English title and description, if there is a field for them",
        "datasets": "Datasets",
        "new": "new",
        "changed": "changed",
        "unchanged": "unchanged",
        "words": "fields",
        "separator": ": ",
    },
}
