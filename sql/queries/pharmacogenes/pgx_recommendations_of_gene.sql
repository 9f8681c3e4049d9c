-- One row per drug and phenotype of a pharmacogene: what CPIC recommends, and whether it differs.
--
-- differs is from the recommendation of the gene's standard phenotype; basis says whether the words
-- tell that, or the priority of the phenotype in health records. Both are null of drugs whose dose
-- follows from an algorithm, of which phenotype is null.
--
-- needs: aggregates
-- parameters:
--   gene_symbol text
-- columns:
--   drug identity
--   phenotype identity
--   level text
--   status text
--   basis text
--   differs text
--   recommendation text
--   guideline text
--   pmids text
select
    drugs.drug,
    recommendations.phenotype,
    drugs.level,
    drugs.status,
    drugs.basis,
    recommendations.differs,
    recommendations.recommendation,
    drugs.guideline,
    drugs.pmids
from staging.pgx_drugs as drugs
left join staging.pgx_recommendations as recommendations
    on
        drugs.drug = recommendations.drug
        and drugs.gene_symbol = recommendations.gene_symbol
left join staging.pgx_phenotype_classes as classes
    on
        recommendations.gene_symbol = classes.gene_symbol
        and recommendations.phenotype = classes.phenotype
where drugs.gene_symbol = $gene_symbol
order by drugs.level, drugs.drug, classes.sort_order
