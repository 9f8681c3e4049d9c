-- One row per allele of a pharmacogene and population that CPIC publishes a frequency of.
--
-- Populations are CPIC's biogeographic groups; *1 is what the looked-for alleles leave over.
--
-- needs: aggregates
-- parameters:
--   gene_symbol text
-- columns:
--   allele identity
--   population identity
--   frequency text
select
    allele,
    population,
    frequency
from staging.pgx_published_frequencies
where gene_symbol = $gene_symbol
order by population, allele
