-- One row per gene with alleles on the contig of a gene, the nearest first; not the gene itself.
--
-- distance is in bases between the nearer ends, 0 where the two overlap. No row where no other gene
-- of the contig has alleles.
--
-- needs: aggregates
-- parameters:
--   gene_id text
--   n_wanted integer
-- columns:
--   gene_id identity
--   gene_symbol identity
--   contig identity
--   start_pos identity
--   end_pos identity
--   n_alleles count_variants
--   distance identity
select
    others.gene_id,
    others.gene_symbol,
    others.contig,
    others.start_pos,
    others.end_pos,
    others.n_alleles,
    greatest(
        others.start_pos - genes.end_pos, genes.start_pos - others.end_pos, 0
    ) as distance
from staging.genes as genes
inner join staging.genes as others
    on genes.contig = others.contig
where
    genes.gene_id = $gene_id
    and others.gene_id != $gene_id
    and others.n_alleles > 0
order by distance, others.start_pos, others.gene_id
limit $n_wanted
