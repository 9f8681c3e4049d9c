"""Straits compares allele frequencies between groups of people, for any cohort, in a browser."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from straits.workbench.notebook import open_notebook as open  # noqa: A004

__version__ = "0.1.0"
__all__ = ["__version__", "open"]


def __getattr__(name: str) -> Any:
    """Return `open`, which opens a store in a notebook; until then no store is loaded."""
    if name == "open":
        from straits.workbench.notebook import open_notebook

        return open_notebook
    raise AttributeError(f"module 'straits' has no attribute {name!r}")
