"""From a gene to what it means for drugs, or to why that is not told."""

from straits import queries
from straits.ui.address import links
from straits.ui.frame.page_frame import Visit
from straits.ui.words.markdown import escape, paragraph


def draw(visit: Visit, gene: queries.gene.Gene) -> None:
    """Draw the link of a gene that bears on drugs; nothing of other genes."""
    symbol = gene.gene_symbol
    if symbol in queries.pharmacogenes.NOT_TOLD:
        why = queries.pharmacogenes.why_not_told(symbol)
        said = f"Named alleles and phenotypes of {symbol} are not told here, since {why}."
        paragraph("gene-untold", escape(said))
        links.link(escape(f"Drugs that go by {symbol}"), "pharmacogenes", {"g": symbol})
    elif symbol in queries.pharmacogenes.genes(visit.store)["gene_symbol"]:
        label = f"Phenotypes of {symbol} by group, and drugs"
        links.link(escape(label), "pharmacogenes", {"g": symbol})
