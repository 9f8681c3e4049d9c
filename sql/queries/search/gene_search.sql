-- One row per gene whose symbol, id or alias begins with the text, in any case: best match first.
--
-- alias is the alias that matched, null where the symbol or id did. Exact symbols come first, then
-- genes with alleles, then by symbol; an empty text gives the genes with the most alleles.
--
-- needs: aggregates
-- parameters:
--   text text
--   n_wanted integer
-- columns:
--   gene_id identity
--   gene_symbol identity
--   name text
--   contig identity
--   start_pos identity
--   end_pos identity
--   n_alleles count_variants
--   alias identity
with matched as (
    select
        gene_id,
        null as alias,
        lower(gene_symbol) = lower($text) as is_whole
    from staging.genes
    where
        starts_with(lower(gene_symbol), lower($text))
        or starts_with(lower(gene_id), lower($text))
    union all
    select
        gene_id,
        alias,
        lower(alias) = lower($text) as is_whole
    from staging.gene_aliases
    where starts_with(lower(alias), lower($text))
),

best as (
    select
        gene_id,
        alias,
        is_whole
    from matched
    qualify
        row_number() over (
            partition by gene_id
            order by (alias is not null), is_whole desc, alias asc
        ) = 1
)

select
    genes.gene_id,
    genes.gene_symbol,
    genes.name,
    genes.contig,
    genes.start_pos,
    genes.end_pos,
    genes.n_alleles,
    best.alias
from best
inner join staging.genes as genes
    on best.gene_id = genes.gene_id
order by
    (best.is_whole and best.alias is null) desc,
    best.is_whole desc,
    (genes.n_alleles > 0) desc,
    -- Nothing typed yet: the genes with the most to see.
    if($text = '', -genes.n_alleles, 0) asc,
    genes.gene_symbol asc
limit $n_wanted
