"""How time grows with the rows, drawn from results.json."""

from __future__ import annotations

import json
import statistics
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt

HERE = Path(__file__).parent
mpl.rcParams["svg.hashsalt"] = "opendata"
results = json.loads((HERE / "results.json").read_text())
figure, both = plt.subplots(1, 2, figsize=(9, 3.6), sharey=True)
for axes, task in zip(both, ("validate", "triples"), strict=True):
    for who in dict.fromkeys(r["who"] for r in results if r["task"] == task):
        ours = [r for r in results if (r["task"], r["who"]) == (task, who)]
        found = sorted((r["rows"], statistics.median(r["seconds"])) for r in ours)
        axes.plot(*zip(*found, strict=True), marker="o", label=who, linewidth=2.4 if who == "opendata" else 1.2)
    axes.set(title=task, xscale="log", yscale="log", xlabel="rows")
    axes.grid(True, alpha=0.3)
    axes.legend(fontsize=8)
both[0].set_ylabel("seconds")
figure.tight_layout()
figure.savefig(HERE / "growth.svg", metadata={"Date": None})
