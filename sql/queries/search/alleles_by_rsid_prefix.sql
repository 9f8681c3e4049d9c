-- One row per allele and rsID of it that begins with the text, short rsIDs first.
--
-- needs: aggregates
-- parameters:
--   text text
--   n_wanted integer
-- columns:
--   rsid identity
--   variant_id identity
with listed as (
    select
        allele_index,
        variant_id,
        unnest(string_split(rsid, ';')) as rsid
    from staging.alleles
    where contains(rsid, lower($text))
)

select
    rsid,
    variant_id
from listed
where starts_with(rsid, lower($text))
order by len(rsid) asc, rsid asc, allele_index asc
limit $n_wanted
