-- One row per pharmacogene, set of diplotypes that calls allow, and diplotype.
--
-- allele_2 is null for who has one copy.
--
-- source: rows/pgx_sets.parquet
-- needs: rows
select
    gene_symbol,
    set_id,
    allele_1,
    allele_2,
    phenotype
from read_parquet(rows_folder() || '/pgx_sets.parquet')
