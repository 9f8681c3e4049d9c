-- One row per allele of a list that the release has: each has its place and bases at one place of
-- the four lists, as they are stored (trimmed).
--
-- needs: aggregates
-- parameters:
--   contigs texts
--   positions integers
--   refs texts
--   alts texts
-- columns:
--   variant_id identity
--   allele_index identity
with wanted as (
    select distinct
        unnest($contigs::text[]) as contig,
        unnest($positions::bigint[]) as pos,
        unnest($refs::text[]) as ref,
        unnest($alts::text[]) as alt
)

select
    variant_id(alleles.contig, alleles.pos, alleles.ref, alleles.alt) as variant_id,
    alleles.allele_index
from wanted
inner join staging.alleles as alleles
    on
        wanted.contig = alleles.contig
        and wanted.pos = alleles.pos
        and wanted.ref = alleles.ref
        and wanted.alt = alleles.alt
order by alleles.allele_index
