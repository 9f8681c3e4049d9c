-- One row per pharmacogene, allele and population that CPIC publishes a frequency of.
--
-- source: aggregates/pgx_published_frequencies.parquet
-- needs: aggregates
select
    gene_symbol,
    allele,
    population,
    frequency
from read_parquet(aggregates_folder() || '/pgx_published_frequencies.parquet')
