-- One row per gene, grouping and two of its groups: how far apart they are over the gene's alleles.
--
-- Hudson's F_ST, the sum of the alleles' numerators over that of their denominators, of the study's
-- call sets pooled. Alleles that are not known in both groups are left out, and those that vary in
-- neither. A negative one is honest: nothing tells the two apart. Ask it for a few genes.
-- source: Bhatia 2013, Genome Research 23:1514, eq. 10
--
-- needs: aggregates
-- grain: gene_id, grouping, group_a, group_b
-- parameters:
--   gene_symbol text
--   grouping text
-- columns:
--   gene_id       Ensembl's number of the gene
--   gene_symbol   its name
--   grouping      a way to divide people
--   group_a       one of its groups
--   group_b       another, later in the alphabet
--   n_alleles [alleles of the study] alleles that go into it
--   fst [share]   Hudson's F_ST; null where no allele varies
-- chart:
--   mark rect
--   x group_a
--   y group_b
--   colour fst
with apart as (
    select
        side_a.allele_index,
        side_a.grouping,
        side_a.group_id as group_a,
        side_b.group_id as group_b,
        hudson_fst_numerator(side_a.ac, side_a.an, side_b.ac, side_b.an) as numerator,
        hudson_fst_denominator(side_a.ac, side_a.an, side_b.ac, side_b.an) as denominator
    from pooled_counts as side_a
    inner join pooled_counts as side_b
        on
            side_a.allele_index = side_b.allele_index
            and side_a.grouping = side_b.grouping
            and side_a.group_id < side_b.group_id
)

select
    allele_genes.gene_id,
    allele_genes.gene_symbol,
    apart.grouping,
    apart.group_a,
    apart.group_b,
    count(*) filter (where apart.denominator > 0) as n_alleles,
    sum(apart.numerator) / nullif(sum(apart.denominator), 0) as fst
from allele_genes
inner join apart
    on allele_genes.allele_index = apart.allele_index
where apart.numerator is not null
group by
    allele_genes.gene_id,
    allele_genes.gene_symbol,
    apart.grouping,
    apart.group_a,
    apart.group_b
