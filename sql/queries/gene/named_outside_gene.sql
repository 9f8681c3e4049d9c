-- One row per allele of the release that named alleles of a gene need and that lies outside it.
--
-- Such as rs12248560, before the gene, which is CYP2C19*17.
--
-- needs: aggregates
-- parameters:
--   gene_id text
-- columns:
--   variant_id identity
--   rsid identity
--   named_alleles identity
--   function text
select
    alleles.variant_id,
    alleles.rsid,
    known_functions.named_alleles,
    known_functions.function
from known_functions
inner join staging.genes as genes
    on known_functions.gene_symbol = genes.gene_symbol
inner join staging.alleles as alleles
    on known_functions.allele_index = alleles.allele_index
where
    genes.gene_id = $gene_id
    and not (
        alleles.contig = genes.contig
        and alleles.pos between genes.start_pos and genes.end_pos
    )
order by known_functions.allele_index
