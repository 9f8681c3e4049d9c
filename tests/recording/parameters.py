"""Values to ask every file of sql/queries with: several sets for each, by the names in its header.

What belongs together goes together: a gene with its place and alleles, a call set with its groups.
"""

import random
import re
from collections.abc import Mapping, Sequence
from itertools import product
from pathlib import Path
from typing import Any

import polars as pl

Values = Mapping[str, Any]

MOST_SETS = 12  # of one query and store

# Whole genes with an allele in each: id, transcript, contig, ends, allele, rsID, descriptions.
_GENES = (
    ("ENSG00000165841", "CYP2C19", "ENST00000371321.9", "chr10", 94762681, 94855547,
     "94781859-G-A", "rs4244285", "c.681G>A"),
    ("ENSG00000076003", "MCM6", "ENST00000264156.3", "chr2", 135839626, 135876443,
     "135851076-G-A", "rs4988235", "c.1917+326C>T"),
    ("ENSG00000160211", "G6PD", "ENST00000393562.10", "chrX", 154517825, 154547572,
     "154532257-C-T", "rs72554664", "c.1388G>A"),
    ("ENSG00000111275", "ALDH2", "ENST00000261733.7", "chr12", 111766887, 111817532,
     "111803962-G-A", "rs671", "c.1510G>A"),
    ("ENSG00000001626", "CFTR", "ENST00000003084.11", "chr7", 117287120, 117715971,
     "117559590-ATCT-A", "rs113993960", "c.1521\\_1523del"),
    ("ENSG00000135960", "EDAR", "ENST00000258443.7", "chr2", 108894471, 108989372,
     "108897145-A-G", "rs3827760", "c.1109T>C"),
)  # fmt: skip
_TEXTS = (
    "CYP2C19", "cyp2", "rs42", "ENST00000371321", "NM_000769.4", "", "nosuch", "alcohol", "adh2",
    "ENSG00000076003",
)  # fmt: skip
_OPTIONS: Mapping[str, Sequence[Any]] = {
    "sample_set": ("all", "unrelated"),
    "order_by": ("abs_difference", "ratio", "p"),
    "measure": ("p", "fst"),
    "by_table": (True, False),
    "n_wanted": (10, 250),
    "n_skipped": (0, 7),
    "n_bins": (20, 50),
    "highest_z": (8.0, 30.0),
    "n_in_stretch": (5, 200),
    "phenotype_id": ("hba1c", "type_2_diabetes", "smoking", "breast_cancer", "height", "nosuch"),
    "text": _TEXTS,
}
# What a value may be of which nothing else is known here.
_ANY = {"text": "", "texts": [], "integer": 1, "integers": [], "real": 1.0, "flag": True}
_DEMO = {
    "danish": (["dk_wgs"], "ethnic_group", "danish"),
    "chinese": (["sg_wgs"], "ethnic_group", "chinese"),
    "malay": (["sg_wgs"], "ethnic_group", "malay"),
    "exome": (["sg_exome"], "ethnic_group", "chinese"),
    "pooled": (["sg_wgs", "sg_exome"], "ethnic_group", "chinese"),
    "european": (["dk_wgs"], "ancestry", "european"),
    "eur": (["panel"], "panel", "eur"),
    "sas": (["panel"], "panel", "sas"),
    "indian": (["sg_wgs"], "ethnic_group", "indian"),
}
_THOUSAND = {
    name: (["phase3"], kind, name)
    for kind, names in (("superpopulation", ("EUR", "AFR")), ("population", ("YRI", "CEU")))
    for name in names
}
_PAIRS = (
    ("danish", "chinese"), ("chinese", "malay"), ("pooled", "danish"), ("eur", "danish"),
    ("sas", "indian"), ("exome", "chinese"), ("european", "eur"), ("EUR", "AFR"), ("YRI", "CEU"),
)  # fmt: skip
_SPECIAL: tuple[Values, ...] = (
    {},
    {"sample_set": "unrelated", "filter_pass_only": True},
    {"least_an": 40, "af_min": 0.05, "af_max": 0.9},
    {"variant_types": ["insertion", "deletion"]},
    {"leave_out_indels": True, "consequence_classes": ["missense", "lof"]},
    {"clinvar_classes": ["pathogenic", "none"]},
    {"filter_pass_only": True, "af_min": 0.3},
)


def header(path: Path) -> dict[str, str]:
    """Return the parameters that a file of sql/queries declares: name -> type."""
    found: dict[str, str] = {}
    inside = False
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.startswith("--"):
            break
        said = line.removeprefix("--").rstrip()
        if not said.startswith("   "):
            inside = said.strip() == "parameters:"
        elif inside:
            name, _, kind = said.strip().partition(" ")
            found[name] = kind
    return found


def is_ordered(path: Path) -> bool:
    """Tell whether the outermost select of a file says in which order its rows come."""
    return re.search(r"^order by\b", path.read_text(encoding="utf-8"), re.MULTILINE) is not None


def values(store: Path, cohort_ids: Sequence[str]) -> list[list[Values]]:
    """Return bundles of values that go together, for a store.

    cohort_ids
        Of cohorts that the store was asked about.
    """
    alleles = pl.read_parquet(store / "current" / "aggregates" / "alleles.parquet")
    call_sets = pl.read_parquet(store / "current" / "aggregates" / "call_sets.parquet")
    is_demo = "dk_wgs" in call_sets["call_set_id"].to_list()
    groups = dict(_DEMO if is_demo else _THOUSAND)
    all_call_sets = sorted(call_sets["call_set_id"])
    groups |= {
        f"cohort {number}": (all_call_sets[:1], "cohort", cohort_id)
        for number, cohort_id in enumerate(cohort_ids)
    }
    places = _places(alleles)
    whole = {"first_allele": 0, "last_allele": alleles.height - 1}
    who = [_who(*group, all_call_sets) for group in groups.values()]
    who += [{**who[0], "grouping": f"cohort:{cohort_id}"} for cohort_id in cohort_ids]
    pairs = [(a, b) for a, b in _PAIRS if a in groups and b in groups]
    pairs += [(name, pairs[0][0]) for name in groups if name.startswith("cohort ")]
    asked = [
        {"asked": _asked(groups[a], groups[b], {**place, **special})}
        for number, (a, b) in enumerate(pairs)
        for place, special in (
            ({}, _SPECIAL[number % len(_SPECIAL)]),
            (_within(places[number % len(places)]), _SPECIAL[(number + 1) % len(_SPECIAL)]),
        )
    ]
    several = sorted((one["first_allele"], one["last_allele"]) for one in places[:3])
    ranges = {
        "first_allele": several[0][0], "last_allele": several[-1][1],
        "range_starts": [first for first, _ in several],
        "range_ends": [last for _, last in several],
    }  # fmt: skip
    asked.append({"asked": _asked(groups[pairs[0][0]], groups[pairs[0][1]], ranges)})
    options = [[{name: each} for each in found] for name, found in _OPTIONS.items()]
    return [[*places, {**places[0], **whole, "contig": "chr2"}], who, asked, *options]


def sets(name: str, kinds: Mapping[str, str], bundles: Sequence[Sequence[Values]]) -> list[Values]:
    """Return at most MOST_SETS sets of values for a query, the same ones each time."""
    left, parts = set(kinds), []
    for bundle in bundles:
        names = left & set(bundle[0])
        if names:
            left -= names
            chosen = [{key: one[key] for key in sorted(names)} for one in bundle]
            parts.append([one for place, one in enumerate(chosen) if one not in chosen[:place]])
    rest = {key: _ANY.get(kinds[key].removesuffix(" or null")) for key in sorted(left)}
    found = [{**rest, **_merged(several)} for several in product(*parts)]
    if len(found) > MOST_SETS:
        # Not every twelfth: that could step over the same values of one bundle each time.
        keep = sorted(random.Random(name).sample(range(1, len(found)), MOST_SETS - 1))
        found = [found[place] for place in (0, *keep)]
    return found


def _merged(several: Sequence[Values]) -> dict[str, Any]:
    return {name: value for one in several for name, value in one.items()}


def _places(alleles: pl.DataFrame) -> list[Values]:
    found = []
    for gene_id, symbol, transcript, contig, start, end, allele, rsid, description in _GENES:
        pos, ref, alt = allele.split("-")
        inside = alleles.filter(contig=contig).filter(pl.col("pos").is_between(start, end))
        indices = inside["allele_index"].sort().to_list() or [0, -1]
        here = inside.filter(pos=int(pos), ref=ref, alt=alt)["allele_index"].to_list()
        found.append(
            {
                "gene_id": gene_id, "gene_ids": [gene_id, _GENES[0][0]], "genes": [gene_id],
                "names": [symbol, symbol.lower(), "nosuch"], "contig": contig,
                "contigs": [contig, "chr1"], "pos": int(pos), "positions": [int(pos), 1],
                "start_pos": start, "end_pos": end, "ref": ref, "alt": alt, "rsid": rsid,
                "first_allele": indices[0], "last_allele": indices[-1],
                "allele_index": here[0] if here else -1, "alleles": indices[:40] if here else [],
                "transcript_id": transcript, "transcripts": [transcript.partition(".")[0]],
                "level": "c", "description": description,
            }
        )  # fmt: skip
    return found


def _who(
    call_sets: Sequence[str], grouping: str, group: str, all_call_sets: Sequence[str]
) -> Values:
    return {
        "call_set_id": call_sets[0], "call_sets": list(call_sets), "grouping": grouping,
        "groupings": [grouping, "everyone", *(["panel"] if "panel" in all_call_sets else [])],
        "group_ids": [group],
    }  # fmt: skip


def _within(place: Values) -> Values:
    return {name: place[name] for name in ("first_allele", "last_allele")}


def _asked(a: tuple[Any, ...], b: tuple[Any, ...], changes: Values) -> Values:
    """Return a comparison as sql/macros/comparison/compared_alleles.sql explains it."""
    return {
        "a_call_sets": a[0], "a_grouping": a[1], "a_group": a[2],
        "b_call_sets": b[0], "b_grouping": b[1], "b_group": b[2],
        "sample_set": "all", "first_allele": None, "last_allele": None,
        "range_starts": [], "range_ends": [], "least_an": 1, "af_min": 0.0, "af_max": 1.0,
        "variant_types": [], "filter_pass_only": False, "leave_out_indels": False,
        "consequence_classes": [], "clinvar_classes": [], **changes,
    }  # fmt: skip
