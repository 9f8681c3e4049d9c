-- One row per allele that does something of some classes to a gene, named by its symbol or its id.
--
-- needs: aggregates
-- parameters:
--   gene text
--   classes texts
select distinct
    alleles.allele_index,
    alleles.region_class
from staging.allele_consequences as hits
inner join staging.alleles as alleles on hits.allele_index = alleles.allele_index
where
    (hits.gene_symbol = $gene::text or hits.gene_id = $gene::text)
    and list_contains($classes::text[], coalesce(hits.consequence_class, 'none'))
