"""The invented genomes against population genetics: drift, spectrum, linkage, anchors."""

from itertools import combinations

import allel
import numpy as np
import pytest
from scipy import stats

from demo import haplotypes, loci, populations, variation
from demo.populations import GROUPS

# Hudson's Fst to be had between groups. Computed from 1000 Genomes 30x over 21 pharmacogenes on
# autosomes (35,484 variants; CEU+GBR, CHB+CHS, CDX+KHV and GIH+ITU+STU, unrelated). CHB+CHS against
# CDX+KHV gives 0.006; Malays are further from Chinese than Dai and Kinh are, so 0.012 is assumed.
FST = {
    ("danish", "chinese"): 0.106,
    ("danish", "malay"): 0.110,
    ("danish", "indian"): 0.048,
    ("chinese", "malay"): 0.012,
    ("chinese", "indian"): 0.080,
    ("malay", "indian"): 0.081,
}

# Haplotypes of each group, enough to tell 1 % from noise.
N_EACH = 800
LEAVES = np.arange(haplotypes.N_ANCESTORS)
GROUP_OF_HAPLOTYPE = np.repeat(np.arange(len(GROUPS)), N_EACH)


@pytest.fixture(scope="module")
def genome():
    """Every locus with its mosaic and its variation."""
    found = {}
    for locus in loci.read_loci():
        rng = populations.stream(5, "test", locus.gene_symbol)
        mosaic = haplotypes.copy_mosaic(rng, locus, GROUP_OF_HAPLOTYPE)
        varied = variation.vary(rng, locus, mosaic, GROUP_OF_HAPLOTYPE, 180)
        found[locus.gene_symbol] = (locus, mosaic, varied)
    return found


@pytest.fixture(scope="module")
def background(genome):
    """Carriers by group of every variant that is not an anchor, shape (n_variants, n_groups)."""
    counts = []
    for _, _, varied in genome.values():
        by_group = varied.carried.reshape(len(varied.carried), len(GROUPS), N_EACH).sum(axis=2)
        counts.append(by_group[(varied.variants["kind"] != "anchor").to_numpy()])
    return np.concatenate(counts)


@pytest.mark.parametrize(("first", "second"), list(combinations(GROUPS, 2)))
def test_fst_between_groups_is_near_the_published(background, first, second):
    counts = [background[:, GROUPS.index(group)] for group in (first, second)]
    alleles = [np.stack([N_EACH - count, count], axis=1) for count in counts]
    within_and_between = allel.hudson_fst(*alleles)
    fst = np.nansum(within_and_between[0]) / np.nansum(within_and_between[1])
    assert fst == pytest.approx(FST[first, second], rel=0.25)


@pytest.mark.parametrize(("first", "second"), list(FST))
def test_the_tree_leads_to_the_fst_that_is_aimed_at(first, second):
    assert populations.expected_fst(first, second) == pytest.approx(FST[first, second], rel=0.05)


def test_chinese_and_malays_are_the_nearest_pair():
    assert min(FST, key=FST.__getitem__) == ("chinese", "malay")


def test_most_variants_are_rare_and_many_are_private(background):
    frequency = background.sum(axis=1) / (N_EACH * len(GROUPS))
    assert np.mean(frequency < 0.01) > 0.5
    assert np.mean((background > 0).sum(axis=1) == 1) > 0.4


def test_common_variants_are_there_too(background):
    frequency = background / N_EACH
    assert np.mean((frequency > 0.05).any(axis=1)) > 0.2


def test_no_octave_of_ancestral_frequency_is_preferred():
    clades = haplotypes.random_clades(np.random.default_rng(1), LEAVES, 40_000)
    sizes, seen = np.unique(clades.sum(axis=1), return_counts=True)
    assert sizes.tolist() == [1, 2, 4, 8, 16, 32, 64, 128]
    assert stats.chisquare(seen).pvalue > 1e-4


def test_clades_of_a_block_are_nested_or_disjoint():
    clades = haplotypes.random_clades(np.random.default_rng(2), LEAVES, 60)
    for one, other in combinations(clades, 2):
        shared = (one & other).sum()
        assert shared in (0, one.sum(), other.sum())


def test_anchors_have_their_frequency_within_binomial_error(genome):
    p_values = []
    for locus, _, varied in genome.values():
        known = {row["rsid"]: at for at, row in enumerate(varied.variants.iter_rows(named=True))}
        for anchor in locus.anchors.iter_rows(named=True):
            for group, name in enumerate(GROUPS):
                members = slice(group * N_EACH, (group + 1) * N_EACH)
                at = known.get(anchor["rsid"])
                carriers = 0 if at is None else int(varied.carried[at, members].sum())
                p_values.append(stats.binomtest(carriers, N_EACH, anchor[name]).pvalue)
    assert min(p_values) > 0.01 / len(p_values)


def test_an_anchor_is_absent_where_its_frequency_is_0(genome):
    locus, _, varied = genome["SLC24A5"]
    assert locus.anchors["danish"][0] == 0
    row = varied.variants["rsid"].to_list().index("rs1426654")
    assert not varied.carried[row, :N_EACH].any()


def test_apoe_e2_and_e4_are_never_on_one_haplotype(genome):
    varied = genome["APOE"][2]
    e4, e2 = (_carriers(varied, rsid) for rsid in ("rs429358", "rs7412"))
    assert e4.any()
    assert e2.any()
    assert not (e4 & e2).any()


def test_nested_anchors_share_their_haplotypes(genome):
    varied = genome["UGT1A1"][2]
    assert (_carriers(varied, "rs3064744") == _carriers(varied, "rs887829")).all()


def test_linkage_decays_with_distance(genome):
    near, far = [], []
    for locus, _, varied in genome.values():
        danish = varied.carried[:, :N_EACH]
        frequency = danish.mean(axis=1)
        common = np.flatnonzero((frequency > 0.1) & (frequency < 0.9))[:60]
        if len(common) < 5 or locus.gene_symbol == "DPYD":
            continue
        r_squared = np.corrcoef(danish[common].astype(float)) ** 2
        pos = varied.variants["pos"].to_numpy()[common]
        distance = np.abs(pos[:, None] - pos[None, :])
        upper = np.triu(np.ones_like(distance, dtype=bool), 1)
        near.append(r_squared[upper & (distance < 3000)])
        far.append(r_squared[upper & (distance > 60_000)])
    mean_near, mean_far = (np.concatenate(each).mean() for each in (near, far))
    assert mean_near > 0.2
    assert mean_far < mean_near / 3


def test_anchors_are_in_linkage_with_what_is_around_them(genome):
    strongest = []
    for locus, _, varied in genome.values():
        danish = varied.carried[:, :N_EACH]
        frequency = danish.mean(axis=1)
        pos = varied.variants["pos"].to_numpy()
        background = (varied.variants["kind"] != "anchor").to_numpy()
        for anchor in locus.anchors.iter_rows(named=True):
            near = np.flatnonzero((np.abs(pos - anchor["pos"]) < 8000) & background)
            near = near[(frequency[near] > 0.05) & (frequency[near] < 0.95)]
            if 0.1 < anchor["danish"] < 0.9 and len(near):
                carried = danish[[varied.variants["rsid"].to_list().index(anchor["rsid"]), *near]]
                strongest.append(np.max(np.corrcoef(carried.astype(float))[0, 1:] ** 2))
    assert len(strongest) > 15
    assert np.median(strongest) > 0.2


def test_a_deletion_is_not_written_further_right_than_it_could_be(genome):
    for _, _, varied in genome.values():
        for ref, alt in (
            varied.variants.filter(varied.variants["kind"] != "anchor")
            .select("ref", "alt")
            .iter_rows()
        ):
            longer, shorter = sorted((ref, alt), key=len, reverse=True)
            assert len(longer) == len(shorter) or longer[-1] != shorter


def test_old_indels_are_not_in_exons(genome):
    for locus, _, varied in genome.values():
        old = varied.variants.filter(varied.variants["kind"] == "ancestral")
        indels = old.filter(old["ref"].str.len_chars() != old["alt"].str.len_chars())
        for start, end in locus.exons:
            assert indels.filter(indels["pos"].is_between(int(start), int(end))).is_empty()


def _carriers(varied: variation.Variation, rsid: str) -> np.ndarray:
    return varied.carried[varied.variants["rsid"].to_list().index(rsid)]
