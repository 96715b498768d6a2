from __future__ import annotations

from pathlib import Path

from pipeline.package import load
from pipeline.package.formula import derivation_text


def test_a_derivation_reads_as_one_line(root: Path) -> None:
    fields = {field.name: field for field in load(root).published["kpi_achievement"].fields}
    assert derivation_text(fields["achievement_rate"].derivation) == (
        "achievement(value=value, target=target_value, unit=unit, target_unit=target_unit), 2 decimals"
    )
    assert derivation_text(fields["achievement_status"].derivation) == "status of achievement_rate"
    assert derivation_text(fields["baseline_fiscal_year"].derivation) == (
        "kpi_observations.fiscal_year[kpi=kpi, status='reported', fiscal_year before fiscal_year, earliest fiscal_year]"
    )
    assert derivation_text(None) == ""
