-- One row per named allele, such as CYP2C19*2, that needs an allele: its function, and what else.
--
-- others are the other changes that define it, with "not in this release" where that is so, joined
-- by ", ". The allele that needs nothing else comes first.
--
-- needs: aggregates
-- parameters:
--   allele_index integer
-- columns:
--   gene_symbol identity
--   allele identity
--   function_class text
--   function text
--   activity_score text
--   effect text
--   others text
--   source text
with needed as (
    select
        gene_symbol,
        allele,
        effect
    from staging.named_allele_changes
    where allele_index = $allele_index
),

-- The other changes of those named alleles: few, so that few alleles are read.
besides as (
    select
        changes.gene_symbol,
        changes.allele,
        changes.contig,
        changes.pos,
        changes.ref,
        changes.alt,
        changes.allele_index
    from needed
    inner join staging.named_allele_changes as changes
        on
            needed.gene_symbol = changes.gene_symbol
            and needed.allele = changes.allele
    where changes.allele_index is distinct from $allele_index
),

here as (
    select distinct
        alleles.allele_index,
        alleles.rsid
    from besides
    inner join staging.alleles as alleles
        on besides.allele_index = alleles.allele_index
),

others as (
    select
        besides.gene_symbol,
        besides.allele,
        string_agg(
            coalesce(
                here.rsid,
                variant_id(besides.contig, besides.pos, besides.ref, besides.alt)
            )
            || if(besides.allele_index is null, ' (not in this release)', ''),
            ', ' order by besides.pos asc
        ) as others
    from besides
    left join here
        on besides.allele_index = here.allele_index
    group by besides.gene_symbol, besides.allele
)

select
    alleles.gene_symbol,
    alleles.allele,
    alleles.function_class,
    alleles.function,
    alleles.activity_score,
    needed.effect,
    others.others,
    alleles.source
from needed
inner join staging.named_alleles as alleles
    on
        needed.gene_symbol = alleles.gene_symbol
        and needed.allele = alleles.allele
left join others
    on
        alleles.gene_symbol = others.gene_symbol
        and alleles.allele = others.allele
order by (alleles.n_changes = 1) desc, alleles.sort_order asc
