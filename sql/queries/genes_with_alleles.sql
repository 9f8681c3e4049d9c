-- One row per gene that holds alleles of a range, both ends included, in genome order.
--
-- The alleles of a gene are those from first_allele to last_allele; genes may overlap.
--
-- needs: aggregates
-- parameters:
--   first_allele integer
--   last_allele integer
-- columns:
--   gene_id identity
--   gene_symbol identity
--   contig identity
--   start_pos identity
--   end_pos identity
--   first_allele identity
--   last_allele identity
with placed as (
    select
        allele_index,
        contig,
        pos
    from staging.alleles
    where allele_index between $first_allele and $last_allele
),

held as (
    select
        contig,
        min(pos) as first_pos,
        max(pos) as last_pos
    from placed
    group by contig
),

near as (
    select
        genes.gene_id,
        genes.gene_symbol,
        genes.contig,
        genes.start_pos,
        genes.end_pos
    from staging.genes as genes
    inner join held
        on
            genes.contig = held.contig
            and genes.start_pos <= held.last_pos
            and genes.end_pos >= held.first_pos
    where genes.n_alleles > 0
)

select
    near.gene_id,
    near.gene_symbol,
    near.contig,
    near.start_pos,
    near.end_pos,
    min(placed.allele_index) as first_allele,
    max(placed.allele_index) as last_allele
from near
inner join placed
    on
        near.contig = placed.contig
        and placed.pos between near.start_pos and near.end_pos
group by near.gene_id, near.gene_symbol, near.contig, near.start_pos, near.end_pos
order by min(placed.allele_index), near.gene_id
