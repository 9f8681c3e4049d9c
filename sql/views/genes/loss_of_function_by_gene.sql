-- One row per gene with alleles of loss of function, grouping and group: who carries them.
--
-- Loss of function is stop gained, frameshift or an essential splice site in the transcript that
-- stands for the gene. Over the study's call sets; counts are null where nothing is known of any of
-- the alleles. Carriers of two alleles are among the copies of both: people cannot be added.
-- source: Karczewski 2020, Nature 581:434
--
-- needs: aggregates
-- grain: gene_id, grouping, group_id
-- columns:
--   gene_id       Ensembl's number of the gene
--   gene_symbol   its name
--   grouping      a way to divide people
--   group_id      one of its groups
--   n_alleles [alleles of the study] alleles of loss of function in the gene
--   n_known [alleles of the study] those whose counts are known in the group
--   n_seen [alleles of the study] those that somebody of the group carries
--   ac [alleles]  copies of them all
--   frequency [share] sum of their frequencies: copies per chromosome
--   highest_af [share] frequency of the commonest
--   hom_alt [people] people with two copies of the same one, added over alleles
select
    consequences.gene_id,
    consequences.gene_symbol,
    counts.grouping,
    counts.group_id,
    count(*) as n_alleles,
    count(counts.af) as n_known,
    count(*) filter (where counts.ac > 0) as n_seen,
    sum(counts.ac)::bigint as ac,
    sum(counts.af) as frequency,
    max(counts.af) as highest_af,
    sum(counts.hom_alt)::bigint as hom_alt
from staging.allele_consequences as consequences
inner join pooled_counts as counts
    on consequences.allele_index = counts.allele_index
where consequences.consequence_class = 'lof'
group by
    consequences.gene_id,
    consequences.gene_symbol,
    counts.grouping,
    counts.group_id
