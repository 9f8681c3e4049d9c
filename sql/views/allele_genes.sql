-- One row per allele and gene that holds its position; none for an allele outside every gene.
--
-- Ask it for a few alleles, or one gene: it compares positions.
--
-- needs: aggregates
select
    alleles.allele_index,
    genes.gene_id,
    genes.gene_symbol
from staging.alleles as alleles
inner join staging.genes as genes
    on
        alleles.contig = genes.contig
        and alleles.pos between genes.start_pos and genes.end_pos
