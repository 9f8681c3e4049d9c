-- One row per contig and variant type that has alleles: how many, and the first of them.
--
-- source: aggregates/allele_counts.parquet
-- needs: aggregates
select
    contig,
    variant_type,
    n_alleles,
    first_allele
from read_parquet(aggregates_folder() || '/allele_counts.parquet')
