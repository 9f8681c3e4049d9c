-- One row per gene.
--
-- start_pos and end_pos are 1-based and both belong to the gene.
--
-- source: aggregates/genes.parquet
-- needs: aggregates
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
from read_parquet(aggregates_folder() || '/genes.parquet')
