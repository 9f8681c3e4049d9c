-- One row per gene of a list: where it lies.
--
-- An id that is none has no row.
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
select
    gene_id,
    gene_symbol,
    contig,
    start_pos,
    end_pos
from staging.genes
where list_contains($gene_ids::text[], gene_id)
order by gene_id
