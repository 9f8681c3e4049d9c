-- One row per allele of the release and gene whose named alleles need it: names and function.
--
-- A change that is a named allele by itself has that allele's function; another has the function of
-- the named alleles that need it, if all that are known agree, else function_class is unknown. So
-- rs4149056 of SLCO1B1 has no function (*5), whatever else lies on its chromosome. named_alleles
-- begins with the one that needs nothing else, if there is one, and names three at most.
--
-- needs: aggregates
with needed as (
    select
        changes.allele_index,
        changes.gene_symbol,
        changes.effect,
        alleles.allele,
        alleles.function_class,
        alleles.function,
        alleles.sort_order,
        alleles.n_changes = 1 as is_alone
    from staging.named_allele_changes as changes
    inner join staging.named_alleles as alleles
        on
            changes.gene_symbol = alleles.gene_symbol
            and changes.allele = alleles.allele
    where changes.allele_index is not null
),

-- Of an allele that needs the change alone, its function; else those that are known.
telling as (
    select
        allele_index,
        gene_symbol,
        function_class,
        function
    from needed
    where is_alone or function_class != 'unknown'
    qualify is_alone = max(is_alone) over (partition by allele_index, gene_symbol)
),

agreed as (
    select
        allele_index,
        gene_symbol,
        any_value(function_class) as function_class,
        any_value(function) as function
    from telling
    group by allele_index, gene_symbol
    having count(distinct function_class) = 1
),

named as (
    select
        allele_index,
        gene_symbol,
        any_value(effect) as effect,
        list(allele order by is_alone desc, sort_order asc) as alleles
    from needed
    group by allele_index, gene_symbol
)

select
    named.allele_index,
    named.gene_symbol,
    array_to_string(named.alleles[:3], ', ') || if(
        len(named.alleles) > 3, ' and ' || len(named.alleles) - 3 || ' more', ''
    ) as named_alleles,
    coalesce(agreed.function_class, 'unknown') as function_class,
    agreed.function,
    named.effect
from named
left join agreed
    on
        named.allele_index = agreed.allele_index
        and named.gene_symbol = agreed.gene_symbol
