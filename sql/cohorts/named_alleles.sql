-- One row per allele of the release among those named.
--
-- needs: aggregates
-- parameters:
--   wanted structs
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
