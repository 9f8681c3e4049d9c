"""What files that leave the product are called."""


def file_name(*parts: str, ending: str) -> str:
    """Return a file name of plain letters, digits and hyphens, whatever the parts hold.

    >>> file_name("straits", "CYP2C19", "../a b", ending="csv")
    'straits_CYP2C19_a-b.csv'
    """
    plain = ("".join(c if c.isascii() and c.isalnum() else "-" for c in part) for part in parts)
    joined = "_".join("-".join(piece for piece in part.split("-") if piece)[:60] for part in plain)
    return f"{joined}.{ending}"
