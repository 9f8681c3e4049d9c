-- One row per rsID of a list and allele that has it, perhaps among others.
--
-- needs: aggregates
-- parameters:
--   rsids texts
-- columns:
--   rsid identity
--   allele_index identity
with wanted as (
    select distinct unnest($rsids::text[]) as rsid
),

-- Of few alleles there are several rsIDs.
named as (
    select
        allele_index,
        rsid
    from staging.alleles
    where not contains(rsid, ';')
    union all
    select
        allele_index,
        unnest(string_split(rsid, ';')) as rsid
    from staging.alleles
    where contains(rsid, ';')
)

select
    wanted.rsid,
    named.allele_index
from wanted
inner join named
    on wanted.rsid = named.rsid
order by named.allele_index, wanted.rsid
