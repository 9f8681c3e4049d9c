-- One row per allele of the release among those named, by position and bases or by an rsID.
--
-- needs: aggregates
-- parameters:
--   wanted structs
--   rsids texts
select
    alleles.allele_index,
    alleles.region_class
from (
    select unnest($wanted::struct(contig text, pos integer, ref text, alt text)[]) as one
) as asked
inner join staging.alleles as alleles
    on
        asked.one.contig = alleles.contig
        and asked.one.pos = alleles.pos
        and asked.one.ref = alleles.ref
        and asked.one.alt = alleles.alt
union
select
    alleles.allele_index,
    alleles.region_class
from (select unnest($rsids::text[]) as rsid) as named
inner join staging.rsids as rsids
    on rsid_number(named.rsid) = rsids.number
inner join staging.alleles as alleles
    on rsids.allele_index = alleles.allele_index
