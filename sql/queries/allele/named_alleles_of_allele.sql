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

others as (
    select
        changes.gene_symbol,
        changes.allele,
        string_agg(
            coalesce(
                here.rsid,
                variant_id(changes.contig, changes.pos, changes.ref, changes.alt)
            )
            || if(changes.allele_index is null, ' (not in this release)', ''),
            ', ' order by changes.pos asc
        ) as others
    from staging.named_allele_changes as changes
    left join staging.alleles as here
        on changes.allele_index = here.allele_index
    where changes.allele_index is distinct from $allele_index
    group by changes.gene_symbol, changes.allele
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
