"""Charts of rows that nobody knew beforehand."""

from straits.charts.analyst.chosen_chart import MOST_ROWS, Choice, chosen_chart, usual
from straits.charts.analyst.lineage import lineage

__all__ = ["MOST_ROWS", "Choice", "chosen_chart", "lineage", "usual"]
