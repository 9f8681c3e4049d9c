-- One row per position, of those named, that lies in a gene: the genes, joined by ";".
--
-- needs: aggregates
-- parameters:
--   contigs texts
--   positions integers
-- columns:
--   contig identity
--   pos identity
--   gene_id identity
--   gene_symbol identity
with wanted as (
    select distinct
        unnest($contigs::text[]) as contig,
        unnest($positions::integer[]) as pos
)

select
    wanted.contig,
    wanted.pos,
    string_agg(genes.gene_id, ';' order by genes.gene_symbol) as gene_id,
    string_agg(genes.gene_symbol, ';' order by genes.gene_symbol) as gene_symbol
from wanted
inner join staging.genes as genes
    on
        wanted.contig = genes.contig
        and wanted.pos between genes.start_pos and genes.end_pos
group by wanted.contig, wanted.pos
