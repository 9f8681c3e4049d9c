-- One row per named allele of a pharmacogene and change that it needs.
--
-- allele_index is null where the release does not have the change; effect, where nobody says what
-- it does, as to splicing or the promoter.
--
-- source: aggregates/named_allele_changes.parquet
-- needs: aggregates
select
    gene_symbol,
    allele,
    contig,
    pos,
    ref,
    alt,
    effect,
    allele_index
from read_parquet(aggregates_folder() || '/named_allele_changes.parquet')
