-- One row per gene and transcript: what an allele does to it, MANE Select first.
--
-- transcript_id is null where only the gene is named. consequence is the most severe of the terms,
-- which are joined by "&". n_call_sets counts those whose files say so; is_disputed where the files
-- of another call set say otherwise. No row where no file of the study annotates the allele.
--
-- needs: aggregates
-- parameters:
--   allele_index integer
-- columns:
--   gene_id identity
--   gene_symbol identity
--   transcript_id identity
--   biotype text
--   consequence text
--   consequence_class text
--   terms text
--   impact text
--   hgvs_c identity
--   hgvs_p identity
--   exon text
--   protein_pos identity
--   domains text
--   is_mane_select text
--   is_canonical text
--   source text
--   n_call_sets text
--   is_disputed text
select
    gene_id,
    gene_symbol,
    transcript_id,
    biotype,
    consequence,
    consequence_class,
    terms,
    impact,
    hgvs_c,
    hgvs_p,
    exon,
    protein_pos,
    domains,
    is_mane_select,
    is_canonical,
    source,
    n_call_sets,
    is_disputed
from staging.consequences
where allele_index = $allele_index
order by gene_symbol asc, is_mane_select desc, is_canonical desc, transcript_id asc
