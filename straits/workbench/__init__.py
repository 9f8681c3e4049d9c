"""Statements that analysts write: what can be asked, one process for each, answers and errors.

Nothing here meets the database that pages use: see straits.sandbox. What may be read is what
`Store.released` has; whatever leaves, leaves by it, and is written down there.
"""

from straits.workbench.ask_error import AskError
from straits.workbench.asked_statement import (
    LIMITS,
    LIMITS_ALONE,
    Answer,
    Limits,
    ask,
    plan,
    why_off,
)
from straits.workbench.catalogue import Described, Relation, catalogue, columns, relation
from straits.workbench.column_lineage import column_lineage, relations_of
from straits.workbench.new_view import new_view
from straits.workbench.statement_parameters import Parameter, given, parameters, typed
from straits.workbench.view_check import check_view

__all__ = [
    "LIMITS", "LIMITS_ALONE", "Answer", "AskError", "Described", "Limits", "Parameter", "Relation",
    "ask", "catalogue", "check_view", "column_lineage", "columns", "given", "new_view",
    "parameters", "plan", "relation", "relations_of", "typed", "why_off",
]  # fmt: skip
