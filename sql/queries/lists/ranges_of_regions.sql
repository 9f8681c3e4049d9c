-- One row per region of a list that holds alleles: the range of them, both ends included.
--
-- A region has its contig and its ends at one place of the three lists.
--
-- needs: aggregates
-- parameters:
--   contigs texts
--   starts integers
--   ends integers
-- columns:
--   contig identity
--   start_pos identity
--   end_pos identity
--   first_allele identity
--   last_allele identity
with wanted as (
    select distinct
        unnest($contigs::text[]) as contig,
        unnest($starts::bigint[]) as start_pos,
        unnest($ends::bigint[]) as end_pos
)

select
    wanted.contig,
    wanted.start_pos,
    wanted.end_pos,
    min(alleles.allele_index) as first_allele,
    max(alleles.allele_index) as last_allele
from wanted
inner join staging.alleles as alleles
    on
        wanted.contig = alleles.contig
        and alleles.pos between wanted.start_pos and wanted.end_pos
group by wanted.contig, wanted.start_pos, wanted.end_pos
order by min(alleles.allele_index), wanted.start_pos, wanted.end_pos
