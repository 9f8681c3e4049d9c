-- One row per sample, pharmacogene and diplotype that its calls allow.
--
-- n_diplotypes is how many there are of the sample and gene; none of several is likelier by what is
-- said here. Who is not covered has no row.
--
-- needs: rows
-- grain: call_set_id, sample_index, gene_symbol, allele_1, allele_2
-- columns:
--   call_set_id   samples that were called together
--   sample_index  the sample's number in the call set
--   gene_symbol   the gene
--   allele_1      one allele
--   allele_2      the other; null for who has one copy
--   phenotype     what follows from the two
--   n_diplotypes [diplotypes] that the calls of the sample allow
--   n_unknown [changes] that define alleles, of which nothing is known of the sample
-- chart:
--   mark bar
--   x n_diplotypes
--   y phenotype
select
    calls.call_set_id,
    calls.sample_index,
    calls.gene_symbol,
    sets.allele_1,
    sets.allele_2,
    sets.phenotype,
    count(*) over (
        partition by calls.call_set_id, calls.sample_index, calls.gene_symbol
    ) as n_diplotypes,
    calls.n_unknown
from staging.pgx_calls as calls
inner join staging.pgx_sets as sets
    on
        calls.gene_symbol = sets.gene_symbol
        and calls.set_id = sets.set_id
