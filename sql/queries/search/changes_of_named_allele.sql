-- One row per change that a named allele of a gene needs; one without a change where it needs none.
--
-- An allele may be asked for by its star alone where its name holds more: *2A for
-- c.1905+1G>A (*2A). variant_id is null where the release does not have the change.
--
-- needs: aggregates
-- parameters:
--   genes texts
--   allele text
-- columns:
--   gene_symbol identity
--   allele identity
--   function text
--   is_structural text
--   change identity
--   variant_id identity
with asked as (
    select
        gene_symbol,
        allele,
        function,
        is_structural,
        sort_order
    from staging.named_alleles
    where
        list_contains($genes::text[], gene_symbol)
        and (
            lower(allele) = lower($allele)
            or contains(lower(allele), '(' || lower($allele) || ')')
        )
),

-- The few alleles that these changes are, of which alone the names are read.
here as (
    select distinct
        alleles.allele_index,
        alleles.variant_id
    from asked
    inner join staging.named_allele_changes as changes
        on
            asked.gene_symbol = changes.gene_symbol
            and asked.allele = changes.allele
    inner join staging.alleles as alleles
        on changes.allele_index = alleles.allele_index
)

select
    asked.gene_symbol,
    asked.allele,
    asked.function,
    asked.is_structural,
    if(
        changes.pos is null,
        null,
        variant_id(changes.contig, changes.pos, changes.ref, changes.alt)
    ) as change,
    here.variant_id
from asked
left join staging.named_allele_changes as changes
    on
        asked.gene_symbol = changes.gene_symbol
        and asked.allele = changes.allele
left join here
    on changes.allele_index = here.allele_index
order by asked.sort_order asc, changes.pos asc
