-- One row per gene whose symbol or alias is nearly the text, the likest first; symbols first.
--
-- At most one letter in three may be wrong, left out, added or swapped with its neighbour. A symbol
-- that ends in the text is what people leave the family's name off: 2C19 for CYP2C19.
--
-- needs: aggregates
-- parameters:
--   text text
--   n_wanted integer
-- columns:
--   gene_symbol identity
--   distance identity
with named as (
    select
        gene_id,
        gene_symbol as name,
        false as is_alias
    from staging.genes
    union all
    select
        gene_id,
        alias as name,
        true as is_alias
    from staging.gene_aliases
),

compared as (
    select
        gene_id,
        is_alias,
        case
            when not is_alias and ends_with(lower(name), lower($text)) then 0
            else damerau_levenshtein(lower(name), lower($text))
        end as distance
    from named
    where
        abs(len(name) - len($text)) <= len($text) // 3
        or (not is_alias and ends_with(lower(name), lower($text)))
),

measured as (
    select
        gene_id,
        min(distance) as distance,
        min_by(is_alias, distance + is_alias::integer / 2) as is_alias
    from compared
    group by gene_id
)

select
    genes.gene_symbol,
    measured.distance
from measured
inner join staging.genes as genes
    on measured.gene_id = genes.gene_id
where measured.distance <= len($text) // 3
order by
    measured.distance asc,
    measured.is_alias asc,
    (genes.n_alleles > 0) desc,
    genes.gene_symbol asc
limit $n_wanted
