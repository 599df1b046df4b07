"""The owner's start page in numbers: a few charts, each with one sentence of what it says. No script draws them."""

from portal.charts.drawing import Chart
from portal.charts.telling import charts_for, charts_of, numbers_for

__all__ = ["Chart", "charts_for", "charts_of", "numbers_for"]
