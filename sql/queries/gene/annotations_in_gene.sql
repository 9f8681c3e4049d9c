-- One row per allele of a range: what it does to a gene, and ClinVar's verdict.
--
-- consequence_class is "none" and the rest null where neither an annotator nor a gene model links
-- the two. named_alleles, function_class and function are those of known_functions, null where no
-- named allele of the gene needs the allele.
--
-- needs: aggregates
-- parameters:
--   gene_id text
--   first_allele integer
--   last_allele integer
-- columns:
--   allele_index identity
--   consequence text
--   consequence_class text
--   transcript_id identity
--   hgvs_c identity
--   hgvs_p identity
--   exon text
--   protein_pos identity
--   domains text
--   location_class text
--   clinvar_class text
--   clinvar_stars text
--   named_alleles identity
--   function_class text
--   function text
with in_gene as (
    select
        allele_index,
        consequence,
        consequence_class,
        transcript_id,
        hgvs_c,
        hgvs_p,
        exon,
        protein_pos,
        domains,
        location_class
    from staging.allele_consequences
    where
        gene_id = $gene_id
        and allele_index between $first_allele and $last_allele
),

known as (
    select
        known_functions.allele_index,
        known_functions.named_alleles,
        known_functions.function_class,
        known_functions.function
    from known_functions
    inner join staging.genes as genes
        on known_functions.gene_symbol = genes.gene_symbol
    where genes.gene_id = $gene_id
)

select
    annotations.allele_index,
    in_gene.consequence,
    coalesce(in_gene.consequence_class, 'none') as consequence_class,
    in_gene.transcript_id,
    in_gene.hgvs_c,
    in_gene.hgvs_p,
    in_gene.exon,
    in_gene.protein_pos,
    in_gene.domains,
    in_gene.location_class,
    annotations.clinvar_class,
    annotations.clinvar_stars,
    known.named_alleles,
    known.function_class,
    known.function
from staging.allele_annotations as annotations
left join in_gene
    on annotations.allele_index = in_gene.allele_index
left join known
    on annotations.allele_index = known.allele_index
where annotations.allele_index between $first_allele and $last_allele
order by annotations.allele_index
