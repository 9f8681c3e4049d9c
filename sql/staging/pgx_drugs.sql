-- One row per drug and pharmacogene of a pair of CPIC of level A or B.
--
-- basis is what tells that a recommendation differs: words, priority, or null for nothing.
--
-- source: aggregates/pgx_drugs.parquet
-- needs: aggregates
select
    drug,
    gene_symbol,
    level,
    status,
    guideline,
    pmids,
    basis
from read_parquet(aggregates_folder() || '/pgx_drugs.parquet')
