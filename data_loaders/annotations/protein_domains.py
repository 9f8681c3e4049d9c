"""Protein domains as VEP writes them (DOMAINS), brought to one spelling over its versions."""

import polars as pl

# VEP's name of a source of domains -> how the source is called; others are kept as they are.
_SOURCES = {
    "hmmpanther": "PANTHER",
    "Prints": "PRINTS",
    "PROSITE_profiles": "PROSITE",
    "PROSITE_patterns": "PROSITE",
    "Low_complexity_(Seg)": "low complexity",
    "Coiled-coils_(Ncoils)": "coiled coil",
    "Transmembrane_helices": "transmembrane",
    "Cleavage_site_(Signalp)": "signal peptide",
}
# Models of a whole structure, which are no domains.
_STRUCTURES = r"ENSP_mappings:"


def plain(column: str) -> pl.Expr:
    """Return domains such as "Pfam PF00067; PANTHER PTHR24300"; null where none is named.

    column
        Text such as "Pfam_domain:PF00067&hmmpanther:PTHR24300", each part a source and its id.

    Structures that a protein was mapped to are left out.

    >>> written = ["Pfam_domain:PF00067&hmmpanther:PTHR24300", "PDB-ENSP_mappings:1og2.A", ""]
    >>> pl.DataFrame({"domains": written}).select(plain("domains"))["domains"].to_list()
    ['Pfam PF00067; PANTHER PTHR24300', None, None]
    """
    part = pl.element()
    source = part.str.extract(r"^([^:]*)").str.replace(r"^([A-Z]\w*)_domains?$", "${1}")
    named = source.replace(_SOURCES).str.replace_all("_", " ", literal=True)
    identifier = part.str.extract(r"^[^:]*:(.*)$").fill_null("")
    each = pl.concat_str(named, identifier, separator=" ").str.strip_chars()
    parts = (
        pl.col(column)
        .str.split("&")
        .list.eval(each.filter((part != "") & ~part.str.contains(_STRUCTURES)))
    )
    text = parts.list.unique(maintain_order=True).list.join("; ")
    return pl.when(text != "").then(text).alias(column)
