-- One row per call set and change that defines an allele of a pharmacogene, or that one may have.
--
-- Of n_people who have the gene, n_unknown are those of whom nobody knows whether they have the
-- change.
--
-- source: aggregates/pgx_positions.parquet
-- needs: aggregates
select
    call_set_id,
    gene_symbol,
    contig,
    pos,
    ref,
    alt,
    alleles,
    state,
    n_people,
    n_unknown,
    allele_index
from read_parquet(aggregates_folder() || '/pgx_positions.parquet')
