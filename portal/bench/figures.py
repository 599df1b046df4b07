"""A figure, its target, and the tables made of them."""

import json
import os
import time
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Figure:
    """`target` reads "<= 6" or ">= 1.5"; empty for what is only told."""

    site: str
    name: str
    value: float
    unit: str = ""
    target: str = ""

    @property
    def met(self) -> bool | None:
        if not self.target:
            return None
        sign, number = self.target.split()
        return self.value <= float(number) if sign == "<=" else self.value >= float(number)

    def row(self, before: float | None) -> str:
        met = {None: "", True: "met", False: "NOT MET"}[self.met]
        value = f"{self.value:,.3g}" if self.value < 1000 else f"{self.value:,.0f}"
        was = "" if before is None else f"{before:,.4g}"
        return f"{self.site:<15} {self.name:<52} {value:>9} {self.unit:<9} {self.target:<8} {met:<8} {was}".rstrip()


def growth(figures: list[Figure]) -> list[Figure]:
    """How much longer each page takes on the large site than on the small one."""
    found = {(figure.site, figure.name): figure.value for figure in figures if figure.unit == "ms CPU"}
    grown = []
    for (site, name), value in found.items():
        kind, _dash, size = site.rpartition("-")
        small = found.get((f"{kind}-small", name), 0)
        if size == "large" and small:
            grown.append(Figure(site, f"growth: {name}", round(value / small, 2), "times", "<= 1.5"))
    return grown


def table(figures: list[Figure], compare: Path | None) -> str:
    before = {}
    if compare:
        for row in json.loads(compare.read_text().splitlines()[-1])["figures"]:
            before[row["site"], row["name"]] = row["value"]
    head = f"{'site':<15} {'figure':<52} {'':>9} {'unit':<9} {'target':<8} {'':<8} {'before' if before else ''}"
    return "\n".join([head.rstrip(), *(figure.row(before.get((figure.site, figure.name))) for figure in figures)])


def as_json(figures: list[Figure], quick: bool, load_before: tuple) -> str:
    """One line for machines. The load tells whether the figures were taken on a quiet machine."""
    return json.dumps(
        {
            "at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
            "quick": quick,
            "cores": os.cpu_count(),
            "load_before": [round(each, 2) for each in load_before],
            "load_after": [round(each, 2) for each in os.getloadavg()],
            "figures": [asdict(figure) | {"met": figure.met} for figure in figures],
        }
    )
