"""Two groups, or several, over many alleles."""

from straits.queries.comparison.batch_signs import (
    BETWEEN_CALL_SETS,
    HETEROZYGOTES,
    KINDS,
    WITH_PANEL,
    Examined,
    batch_warnings,
    examined,
    in_words,
    looked_in,
    too_many_heterozygotes,
)
from straits.queries.comparison.both_bases import changed_differences
from straits.queries.comparison.effect_sizes import (
    SMALLEST_P,
    with_intervals,
    with_measures,
)
from straits.queries.comparison.families import ALPHA, Family, family_of_tests
from straits.queries.comparison.gene_lists import MOST_NAMES, GeneList, gene_list, names_in
from straits.queries.comparison.genome_places import along_genome, contig_starts, span_between
from straits.queries.comparison.group_structure import STRETCH, Diversity, diversity
from straits.queries.comparison.groups_apart import Apart, Shared, fst_between, shared_alleles
from straits.queries.comparison.panel_check import MATCHED_FST, against_panels, unmatched
from straits.queries.comparison.panel_of_groups import (
    MOST_COUNTS,
    MOST_GROUPS,
    GroupPanel,
    frequencies_of,
    group_panel,
    panel_populations,
)
from straits.queries.comparison.ranked_differences import (
    GENOME_ORDER,
    ORDERS,
    DifferenceTotals,
    allele_differences,
    censored_differences,
    difference_totals,
    frequency_density,
    leading_differences,
)
from straits.queries.comparison.sign_filter import with_signs_found
from straits.queries.comparison.strata import (
    COCHRAN_MANTEL_HAENSZEL,
    Strata,
    stratified_difference,
)
from straits.queries.comparison.table_header import file_parts
from straits.queries.comparison.table_stretches import WholeTable, whole_table
from straits.queries.comparison.tracks import fst_sums, genome_track, volcano_density

__all__ = [
    "ALPHA", "Apart", "BETWEEN_CALL_SETS", "COCHRAN_MANTEL_HAENSZEL", "DifferenceTotals",
    "Diversity", "Examined", "Family", "GENOME_ORDER", "GeneList", "GroupPanel", "HETEROZYGOTES",
    "KINDS", "MATCHED_FST", "MOST_COUNTS", "MOST_GROUPS", "MOST_NAMES", "ORDERS", "SMALLEST_P",
    "STRETCH", "Shared", "Strata", "WITH_PANEL", "WholeTable", "against_panels",
    "allele_differences", "along_genome", "batch_warnings", "censored_differences",
    "changed_differences", "contig_starts", "difference_totals", "diversity", "examined",
    "family_of_tests", "file_parts", "frequencies_of", "frequency_density", "fst_between",
    "fst_sums", "gene_list", "genome_track", "group_panel", "in_words", "leading_differences",
    "looked_in", "names_in", "panel_populations", "shared_alleles", "span_between",
    "stratified_difference", "too_many_heterozygotes", "unmatched", "volcano_density",
    "whole_table", "with_intervals", "with_measures", "with_signs_found",
]  # fmt: skip
