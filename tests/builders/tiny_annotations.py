"""What the alleles of a tiny release do, as a test can show it whole."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tests.builders.tiny_rows import Row, Save


@dataclass(frozen=True)
class Annotation:
    """What an allele does to one transcript of one gene, and what ClinVar calls it."""

    gene_id: str
    gene_symbol: str
    consequence: str
    consequence_class: str
    hgvs_c: str | None = None
    hgvs_p: str | None = None
    clinvar_class: str | None = None


def save_annotations(save: Save, said: Mapping[str, Annotation], rows: Sequence[Row]) -> None:
    """Save what annotators and ClinVar say, with one transcript per gene."""
    found = [(allele["allele_index"], said.get(allele["variant_id"])) for allele in rows]
    named = [(index, one) for index, one in found if one]
    gene = [
        {"allele_index": index, "gene_id": one.gene_id, "gene_symbol": one.gene_symbol}
        | {"consequence": one.consequence, "consequence_class": one.consequence_class}
        for index, one in named
    ]
    detail = [
        {"transcript_id": f"{one.gene_id}-T", "hgvs_c": one.hgvs_c, "hgvs_p": one.hgvs_p}
        | {"is_mane_select": True, "source": "made up"}
        for _, one in named
    ]
    both = [row | more for row, more in zip(gene, detail, strict=True)]
    save("consequences", [row | {"terms": row["consequence"]} for row in both])
    save("described_transcripts", _described(both, rows))
    save("allele_consequences", both)
    by_allele = dict(zip([index for index, _ in named], gene, strict=True))
    save(
        "allele_annotations",
        [
            by_allele.get(index, {"allele_index": index, "consequence_class": "none"})
            | {"clinvar_class": one.clinvar_class if one else None}
            for index, one in found
        ],
    )
    save(
        "clinvar",
        [
            {"allele_index": index, "clinvar_id": index, "clinvar_class": one.clinvar_class}
            for index, one in named
            if one.clinvar_class
        ],
    )


def _described(consequences: Sequence[Row], rows: Sequence[Row]) -> list[Row]:
    contigs = {allele["allele_index"]: allele["contig"] for allele in rows}
    held: dict[tuple[str, str, str], list[int]] = {}
    for row in consequences:
        if row["hgvs_c"] or row["hgvs_p"]:
            place = (contigs[row["allele_index"]], row["gene_id"], row["transcript_id"])
            held.setdefault(place, []).append(row["allele_index"])
    names = ("contig", "gene_id", "transcript_id")
    return [
        dict(zip(names, place, strict=True))
        | {"first_allele": min(alleles), "last_allele": max(alleles)}
        for place, alleles in held.items()
    ]
