-- One row per pathogenic allele of ClinVar, grouping and group: how many people carry it.
--
-- Over the study's call sets that know the allele; carriers is null where none does. Of an allele
-- with several records the one with most stars is named. Pathogenic is ClinVar's word, likely
-- pathogenic included, and says of nobody that they are ill.
--
-- needs: aggregates
-- grain: allele_index, grouping, group_id
-- parameters:
--   grouping text
-- columns:
--   allele_index  the allele's number in staging.alleles
--   variant_id    contig-pos-ref-alt
--   gene_symbol   gene that the allele hits most severely
--   clinvar_id    ClinVar's number of the record
--   significance  what ClinVar says of it
--   stars [stars] of its review, 0 to 4
--   conditions    what the allele is said to cause
--   grouping      a way to divide people
--   group_id      one of its groups
--   carriers [people] people with at least one copy
--   n_called [people] people with a call
--   per_1000 [people] carriers per 1,000 people called
--   hom_alt [people] people with two copies
--   n_unknown [call sets] call sets of the group whose counts are not known
-- chart:
--   mark bar
--   x per_1000
--   y variant_id
--   colour group_id
with records as (
    select
        allele_index,
        clinvar_id,
        significance,
        stars,
        conditions
    from staging.clinvar
    where clinvar_class = 'pathogenic'
    qualify row_number() over (partition by allele_index order by stars desc, clinvar_id asc) = 1
)

select
    records.allele_index,
    alleles.variant_id,
    annotations.gene_symbol,
    records.clinvar_id,
    records.significance,
    records.stars,
    records.conditions,
    counts.grouping,
    counts.group_id,
    counts.carriers,
    counts.n_called,
    carriers_per_1000(counts.ac, counts.hom_alt, counts.n_called) as per_1000,
    counts.hom_alt,
    counts.n_unknown
from records
inner join staging.alleles as alleles
    on records.allele_index = alleles.allele_index
inner join pooled_counts as counts
    on records.allele_index = counts.allele_index
left join staging.allele_annotations as annotations
    on records.allele_index = annotations.allele_index
