"""How high a chart will be, which is known before a browser has drawn it."""

from typing import Any

# Pixels: labels of an axis, its title, the title of a panel, and what Vega leaves around a chart.
_LABELS, _TITLE, _HEADING, _PADDING = 22, 16, 19, 5
_SPACING = 20

Spec = dict[str, Any]


def height(spec: Spec) -> int:
    """Return the pixels from the top of a chart to its bottom, axes and padding included."""
    if "vconcat" not in spec and "autosize" not in spec:
        # Streamlit fits such a chart into its height.
        return int(spec["height"])
    panels: list[Spec] = spec.get("vconcat", [spec])
    between: int = spec.get("spacing", _SPACING) * (len(panels) - 1)
    padding = spec.get("padding", _PADDING)
    if isinstance(padding, dict):
        around = padding.get("top", _PADDING) + padding.get("bottom", _PADDING)
    else:
        around = 2 * padding
    return sum(map(_panel, panels)) + between + int(around)


def _panel(panel: Spec) -> int:
    heading = _HEADING if panel.get("title") else 0
    return int(panel["height"]) + heading + sum(_axes(panel).values())


def _axes(panel: Spec) -> dict[str, int]:
    """Return what the horizontal axes of a panel take up, by the side that they stand on."""
    sides: dict[str, int] = {}
    for part in (panel, *panel.get("layer", ())):
        x = part.get("encoding", {}).get("x")
        if not x or "field" not in x or x.get("axis", {}) is None:
            continue
        axis = x.get("axis", {})
        title = axis.get("title", x.get("title", x["field"]))
        labels = _LABELS if axis.get("labels", True) else 0
        side = axis.get("orient", "bottom")
        sides[side] = max(sides.get(side, 0), labels + (_TITLE if title else 0))
    return sides
