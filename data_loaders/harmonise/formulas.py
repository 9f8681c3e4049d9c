"""A value worked out from several columns of one row, such as weight / (height / 100) ** 2.

A column whose name is no plain word stands in backticks: `Standing height-0.0` / 100. A backtick
of its name is written twice.
"""

import ast
import re
from collections.abc import Callable

import polars as pl

_QUOTED = re.compile(r"`((?:[^`]|``)+)`")
_STAND_IN = "_in_backticks_"
_OPERATORS: dict[type[ast.operator], Callable[[pl.Expr, pl.Expr], pl.Expr]] = {
    ast.Add: lambda left, right: left + right,
    ast.Sub: lambda left, right: left - right,
    ast.Mult: lambda left, right: left * right,
    ast.Div: lambda left, right: left / right,
    ast.Pow: lambda left, right: left**right,
}


def columns(formula: str) -> list[str]:
    """Return the columns that a formula names, each once, in its order.

    Raises ValueError if it is more than numbers, columns, + - * / ** and brackets.

    >>> columns("weight / (height / 100) ** 2")
    ['weight', 'height']
    >>> columns("weight / (`Standing height-0.0` / 100) ** 2")
    ['weight', 'Standing height-0.0']
    >>> columns("`Ferritin ``new``-0.0` * 2")
    ['Ferritin `new`-0.0']
    """
    expression(formula, pl.col)
    tree = _parse(formula)
    names = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
    ordered = sorted(names, key=lambda node: (node.lineno, node.col_offset))
    return list(dict.fromkeys(_column(node.id, formula) for node in ordered))


def expression(formula: str, number: Callable[[str], pl.Expr]) -> pl.Expr:
    """Return the formula over columns; null where one of them is.

    number
        Gives a column, by its name, as numbers.
    """
    return _expression(_parse(formula), number, formula)


def _parse(formula: str) -> ast.expr:
    numbers = iter(range(len(formula)))
    plain = _QUOTED.sub(lambda _: f"{_STAND_IN}{next(numbers)}", formula)
    try:
        return ast.parse(plain.strip(), mode="eval").body
    except SyntaxError as error:
        raise ValueError(
            f"the formula {formula!r} cannot be read ({error.msg}); a column whose name is more "
            f"than letters, digits and _ stands in backticks, as in `Standing height-0.0` / 100; "
            f"a backtick of the name is written twice"
        ) from error


def _column(name: str, formula: str) -> str:
    """Return the column that a name of the formula, or what stands in for one, means."""
    number = name.removeprefix(_STAND_IN)
    if number == name:
        return name
    quoted: str = _QUOTED.findall(formula)[int(number)]
    return quoted.replace("``", "`").strip()


def _expression(node: ast.expr, number: Callable[[str], pl.Expr], formula: str) -> pl.Expr:
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS:
        left = _expression(node.left, number, formula)
        return _OPERATORS[type(node.op)](left, _expression(node.right, number, formula))
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return -_expression(node.operand, number, formula)
    if isinstance(node, ast.Name):
        return number(_column(node.id, formula))
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        return pl.lit(float(node.value))
    raise ValueError(
        f"expected numbers, columns, + - * / ** and brackets in the formula {formula!r}; a column "
        f"whose name is more than letters, digits and _ stands in backticks"
    )
