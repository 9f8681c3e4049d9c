-- One row per allele of the ranges: from each start to the end at the same place, both included.
create macro alleles_in_ranges(range_starts, range_ends) as table
select unnest(generate_series(bounds.first_allele, bounds.last_allele)) as allele_index
from (
    select
        unnest(range_starts) as first_allele,
        unnest(range_ends) as last_allele
) as bounds
