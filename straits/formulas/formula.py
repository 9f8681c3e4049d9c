"""A formula as text of which each step is worked out, for one number or a whole array at once.

What makes a number and what is shown as its steps are the same text, so the two cannot differ.
"""

import ast
import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType
from typing import Any

import numpy as np

_OPERATORS: Mapping[type[ast.AST], Callable[..., Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
    ast.USub: operator.neg,
}


def _total(values: Any) -> Any:
    """Return the sum over the last axis, which stays; what is no number adds nothing."""
    return np.where(np.isfinite(values), values, 0.0).sum(axis=-1, keepdims=True)


def _least(values: Any) -> Any:
    return np.where(np.isnan(values), np.inf, values).min(axis=-1, keepdims=True)


def _greatest(values: Any) -> Any:
    return np.where(np.isnan(values), -np.inf, values).max(axis=-1, keepdims=True)


# What every formula may call.
FUNCTIONS: Mapping[str, Callable[..., Any]] = MappingProxyType(
    {
        "sqrt": np.sqrt,
        "log": np.log,
        "log1p": np.log1p,
        "exp": np.exp,
        "asin": np.arcsin,
        "minimum": np.minimum,
        "maximum": np.maximum,
        "total": _total,
        "least": _least,
        "greatest": _greatest,
    }
)


@dataclass(frozen=True)
class Step:
    """One line of a calculation: what it gives, the text that gives it, and the value."""

    name: str
    expression: str
    value: Any


@dataclass(frozen=True)
class Formula:
    """Named inputs, and steps that follow from them and from the steps before.

    inputs
        Names of what goes in, with a space between them.
    steps
        Expression by name, in order: names, numbers, + - * / **, and functions.
    functions
        What the steps call besides FUNCTIONS.

    >>> mean = Formula("total n", {"mean": "total / n", "half": "mean / 2"})
    >>> [(step.name, float(step.value)) for step in mean.trace(total=6, n=2)]
    [('mean', 3.0), ('half', 1.5)]
    """

    inputs: str
    steps: Mapping[str, str]
    functions: Mapping[str, Callable[..., Any]] = field(default_factory=dict)

    def values(self, **given: Any) -> dict[str, Any]:
        """Return the value of every step, for numbers, arrays or columns alike.

        given
            What goes in, and steps that are known already.
        """
        return {step.name: step.value for step in self._worked_out(given)}

    def trace(self, **given: Any) -> tuple[Step, ...]:
        """Return the steps with the values that they have for some numbers.

        given
            A number each, or several numbers of groups in a row.
        """
        numbers = {name: np.asarray(value, dtype=np.float64) for name, value in given.items()}
        return tuple(self._worked_out(numbers))

    def _worked_out(self, given: Mapping[str, Any]) -> Iterator[Step]:
        if not set(self.inputs.split()) <= set(given):
            raise ValueError(f"expected {self.inputs}, got {' '.join(given)}")
        known = dict(given)
        called = {**FUNCTIONS, **self.functions}
        with np.errstate(invalid="ignore", divide="ignore"):
            for name, expression in self.steps.items():
                if name not in known:
                    known[name] = _value(_parsed(expression), known, called)
                yield Step(name, expression, known[name])


@cache
def _parsed(expression: str) -> ast.expr:
    return ast.parse(expression, mode="eval").body


def _value(
    node: ast.expr, known: Mapping[str, Any], called: Mapping[str, Callable[..., Any]]
) -> Any:
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, ast.Name):
        return known[node.id]
    if isinstance(node, ast.UnaryOp):
        return _OPERATORS[type(node.op)](_value(node.operand, known, called))
    if isinstance(node, ast.BinOp):
        sides = (_value(side, known, called) for side in (node.left, node.right))
        return _OPERATORS[type(node.op)](*sides)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return called[node.func.id](*(_value(argument, known, called) for argument in node.args))
    raise ValueError(f"expected arithmetic, got {ast.unparse(node)!r}")
