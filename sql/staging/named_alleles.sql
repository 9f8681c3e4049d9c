-- One row per named allele of a pharmacogene, such as CYP2C19*2, in the order of its allele table.
--
-- Whether the release has it or not. n_changes define it: none for the reference of a gene, or
-- where it is structural. function_class is no_function, decreased, normal, increased, other or
-- unknown.
--
-- source: aggregates/named_alleles.parquet
-- needs: aggregates
select
    gene_symbol,
    allele,
    function_class,
    function,
    activity_score,
    n_changes,
    is_structural,
    sort_order,
    source
from read_parquet(aggregates_folder() || '/named_alleles.parquet')
