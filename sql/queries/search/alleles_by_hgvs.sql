-- One row per allele that an annotator describes so, on one of the transcripts or genes.
--
-- description is a pattern of like, over hgvs_c or hgvs_p. Transcripts are named without version;
-- of a gene every transcript counts. What is said of MANE Select comes first. first_allele and
-- last_allele are those of span_of_described: no others are read.
--
-- needs: aggregates
-- parameters:
--   level text
--   description text
--   transcripts texts
--   genes texts
--   first_allele integer
--   last_allele integer
-- columns:
--   variant_id identity
--   gene_symbol identity
--   transcript_id identity
with described as (
    select
        allele_index,
        gene_symbol,
        transcript_id,
        is_mane_select
    from staging.consequences
    where
        allele_index between $first_allele and $last_allele
        and case $level when 'c' then hgvs_c when 'p' then hgvs_p end like $description escape '\'
        and (
            list_contains($transcripts::text[], split_part(transcript_id, '.', 1))
            or list_contains($genes::text[], gene_id)
        )
),

best as (
    select
        allele_index,
        max(is_mane_select) as is_mane_select,
        arg_max(gene_symbol, is_mane_select) as gene_symbol,
        arg_max(transcript_id, is_mane_select) as transcript_id
    from described
    group by allele_index
)

select
    alleles.variant_id,
    best.gene_symbol,
    best.transcript_id
from best
inner join staging.alleles as alleles
    on best.allele_index = alleles.allele_index
order by best.is_mane_select desc, best.allele_index asc
