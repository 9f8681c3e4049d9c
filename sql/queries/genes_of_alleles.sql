-- One row per allele that lies in a gene, of those named: the genes, joined by ";".
--
-- needs: aggregates
-- parameters:
--   alleles integers
-- columns:
--   allele_index identity
--   gene_id identity
--   gene_symbol identity
with wanted as (
    select unnest($alleles::bigint[]) as allele_index
)

select
    wanted.allele_index,
    string_agg(allele_genes.gene_id, ';' order by allele_genes.gene_symbol) as gene_id,
    string_agg(allele_genes.gene_symbol, ';' order by allele_genes.gene_symbol) as gene_symbol
from wanted
inner join allele_genes
    on wanted.allele_index = allele_genes.allele_index
group by wanted.allele_index
