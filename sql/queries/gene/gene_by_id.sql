-- One row, or none: the gene of that id.
--
-- needs: aggregates
-- parameters:
--   gene_id text
-- columns:
--   gene_id identity
--   gene_symbol identity
--   name text
--   biotype text
--   contig identity
--   start_pos identity
--   end_pos identity
--   strand text
--   n_alleles count_variants
--   source text
select
    gene_id,
    gene_symbol,
    name,
    biotype,
    contig,
    start_pos,
    end_pos,
    strand,
    n_alleles,
    source
from staging.genes
where gene_id = $gene_id
