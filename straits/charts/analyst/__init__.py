"""Charts of rows that nobody knew beforehand."""

from straits.charts.analyst.chosen_chart import Choice, chosen_chart, not_told_apart
from straits.charts.analyst.lineage import lineage
from straits.charts.analyst.usual_chart import usual

__all__ = ["Choice", "chosen_chart", "lineage", "not_told_apart", "usual"]
