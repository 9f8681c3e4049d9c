-- One row per rsID whose number lies in a range, both ends included, and allele that has it.
--
-- In order of the number, then of the genome; at most as many as are wanted.
--
-- needs: aggregates
-- parameters:
--   first_number integer
--   last_number integer
--   n_wanted integer
-- columns:
--   rsid identity
--   variant_id identity
with numbered as (
    select
        number,
        allele_index
    from staging.rsids
    where number between $first_number and $last_number
    order by number, allele_index
    limit $n_wanted
)

select
    'rs' || numbered.number as rsid,
    alleles.variant_id
from numbered
inner join staging.alleles as alleles
    on numbered.allele_index = alleles.allele_index
order by numbered.number, numbered.allele_index
