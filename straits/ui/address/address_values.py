"""What the values of an address mean; one that makes no sense counts as the default."""

from collections.abc import Mapping, Sequence

Address = Mapping[str, str]

# Between the members of a set.
AND = ","


def one_of(address: Address, name: str, options: Sequence[str], default: str) -> str:
    """Return the option that stands under a name."""
    value = address.get(name)
    return value if value is not None and value in options else default


def some_of(
    address: Address, name: str, options: Sequence[str], default: Sequence[str] = ()
) -> tuple[str, ...]:
    """Return the options that stand under a name, each once, in their order there.

    >>> some_of({"type": "snv,other,mnv,snv"}, "type", ["mnv", "snv"])
    ('snv', 'mnv')
    """
    text = address.get(name)
    parts = default if not text else text.split(AND)
    return tuple(part for part in dict.fromkeys(parts) if part in options)


def whole_number(address: Address, name: str, default: int, least: int) -> int:
    """Return the whole number that stands under a name; at least `least`."""
    text = address.get(name) or ""
    number = int(text) if text.isdecimal() and len(text) < 10 else default
    return max(number, least)


def is_on(address: Address, name: str, default: bool) -> bool:
    """Tell whether yes stands under a name."""
    return {"yes": True, "no": False}.get(address.get(name) or "", default)
