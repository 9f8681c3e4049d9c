-- One row per gene, consequence class, call set, grouping and group: the load of rare alleles.
--
-- Rare is an allele of at most 1 % among everyone, in each call set that knows it, so that all
-- groups are asked the same alleles. burden is how many of them a chromosome carries on average;
-- it adds up what is known (n_known of n_alleles), and is null where nothing is.
--
-- needs: aggregates
-- grain: gene_id, consequence_class, call_set_id, grouping, group_id
-- parameters:
--   gene_symbol text
--   grouping text
-- columns:
--   gene_id       Ensembl's number of the gene
--   gene_symbol   its name
--   consequence_class what the alleles do to the gene: lof, missense, synonymous and so on
--   call_set_id   samples that were called together
--   grouping      a way to divide people
--   group_id      one of its groups
--   n_alleles [alleles of the study] rare alleles of the class in the gene
--   n_known [alleles of the study] those whose counts are known here
--   n_seen [alleles of the study] those that somebody of the group carries
--   ac [alleles]  copies of them all
--   burden [alleles per chromosome] sum of their frequencies
-- chart:
--   mark bar
--   x burden
--   y group_id
--   colour consequence_class
--   facet call_set_id
with rare as (
    select allele_index
    from known_counts
    where grouping = 'everyone'
    group by allele_index
    having max(af) <= 0.01
)

select
    consequences.gene_id,
    consequences.gene_symbol,
    consequences.consequence_class,
    counts.call_set_id,
    counts.grouping,
    counts.group_id,
    count(*) as n_alleles,
    count(counts.af) as n_known,
    count(*) filter (where counts.ac > 0) as n_seen,
    sum(counts.ac)::bigint as ac,
    sum(counts.af) as burden
from staging.allele_consequences as consequences
semi join rare
    on consequences.allele_index = rare.allele_index
inner join known_counts as counts
    on consequences.allele_index = counts.allele_index
where consequences.consequence_class is not null
group by
    consequences.gene_id,
    consequences.gene_symbol,
    consequences.consequence_class,
    counts.call_set_id,
    counts.grouping,
    counts.group_id
