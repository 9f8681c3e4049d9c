-- One row per gene of a list that holds alleles: the range of them, both ends included.
--
-- Genes may overlap. A gene without alleles, and an id that is none, has no row.
--
-- needs: aggregates
-- parameters:
--   gene_ids texts
-- columns:
--   gene_id identity
--   gene_symbol identity
--   contig identity
--   start_pos identity
--   end_pos identity
--   first_allele identity
--   last_allele identity
with wanted as (
    select
        gene_id,
        gene_symbol,
        contig,
        start_pos,
        end_pos
    from staging.genes
    where list_contains($gene_ids::text[], gene_id)
)

select
    wanted.gene_id,
    wanted.gene_symbol,
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
group by wanted.gene_id, wanted.gene_symbol, wanted.contig, wanted.start_pos, wanted.end_pos
order by min(alleles.allele_index), wanted.gene_id
