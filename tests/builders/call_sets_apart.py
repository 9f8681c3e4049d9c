"""A study whose groups are in several call sets, of which one has an artefact, and whose people are
in other groups by their genotypes than by what they say."""

from pathlib import Path

from tests.builders import tiny_store
from tests.builders.tiny_store import Block, Calls, CallSet, Gene

LACTASE, ALCOHOL = "chr2-135851076-G-A", "chr4-99318162-T-C"
# Everybody in the exomes has one copy of it, and nobody in the genomes.
ARTEFACT = "chr4-99318400-A-G"


def store(folder: Path, profile: str = "open") -> Path:
    """Write it: Danish 100 in dk_wgs; Chinese 60 and 24, Malay 40 and 12 in sg_wgs and sg_wes.

    4 Danish are of East Asian ancestry and 6 of none that is known, 8 Malay of sg_wgs are East
    Asian; the rest of Chinese, Malay and Danish are East Asian, Southeast Asian and European.
    """

    def block(
        call_set: str, group: str, ancestry: str | None, n: int, lactase: float, alcohol: float
    ) -> Block:
        groups = {"ethnic_group": group} | ({"ancestry": ancestry} if ancestry else {})
        calls = {LACTASE: _of_af(n, lactase), ALCOHOL: _of_af(n, alcohol)}
        if call_set == "sg_wes":
            calls[ARTEFACT] = Calls(het=n)
        return Block(call_set, "XX", n, groups, calls)

    blocks = [
        block("dk_wgs", "Danish", "European", 90, 0.7, 0.0),
        block("dk_wgs", "Danish", "East Asian", 4, 0.0, 0.7),
        block("dk_wgs", "Danish", None, 6, 0.7, 0.0),
        block("sg_wgs", "Chinese", "East Asian", 60, 0.0, 0.7),
        block("sg_wgs", "Malay", "Southeast Asian", 32, 0.05, 0.2),
        block("sg_wgs", "Malay", "East Asian", 8, 0.0, 0.7),
        block("sg_wes", "Chinese", "East Asian", 24, 0.0, 0.7),
        block("sg_wes", "Malay", "Southeast Asian", 12, 0.05, 0.2),
    ]
    return tiny_store.write(
        folder,
        blocks,
        [CallSet("dk_wgs", "dk"), CallSet("sg_wgs", "sg"), CallSet("sg_wes", "sg")],
        [LACTASE, ALCOHOL, ARTEFACT],
        genes=[
            Gene("ENSG00000076003", "MCM6", "chr2", 135839626, 135876443),
            Gene("ENSG00000196616", "ADH1B", "chr4", 99304971, 99321442),
        ],
        rsids={LACTASE: "rs4988235", ALCOHOL: "rs1229984"},
        inferred=["ancestry"],
        profile=profile,
    )


def _of_af(n: int, af: float) -> Calls:
    """Return the calls of n people as Hardy and Weinberg expect them."""
    return Calls(het=round(2 * n * af * (1 - af)), hom_alt=round(n * af * af))
