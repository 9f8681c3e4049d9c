-- One row per gene with alleles on a contig, the nearest to a position first.
--
-- needs: aggregates
-- parameters:
--   contig text
--   pos integer
--   n_wanted integer
-- columns:
--   gene_id identity
--   gene_symbol identity
--   distance identity
select
    gene_id,
    gene_symbol,
    greatest(start_pos - $pos, $pos - end_pos, 0) as distance
from staging.genes
where
    contig = $contig
    and n_alleles > 0
order by distance, gene_id
limit $n_wanted
