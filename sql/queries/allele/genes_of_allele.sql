-- One row per gene that an allele hits, or that holds it.
--
-- transcript_id is the one that stands for the gene; worst_consequence is on any. consequence is
-- null and consequence_class "none" where nobody annotated the allele; location_class (cds,
-- splice_region, utr5, utr3, exon, intron, gene, upstream, downstream) is from gene models alone,
-- and no consequence.
--
-- needs: aggregates
-- parameters:
--   allele_index integer
-- columns:
--   gene_id identity
--   gene_symbol identity
--   consequence text
--   consequence_class text
--   worst_consequence text
--   transcript_id identity
--   is_mane_select text
--   impact text
--   hgvs_c identity
--   hgvs_p identity
--   exon text
--   protein_pos identity
--   n_transcripts text
--   location_class text
--   source text
select
    gene_id,
    gene_symbol,
    consequence,
    consequence_class,
    worst_consequence,
    transcript_id,
    is_mane_select,
    impact,
    hgvs_c,
    hgvs_p,
    exon,
    protein_pos,
    n_transcripts,
    location_class,
    source
from staging.allele_consequences
where allele_index = $allele_index
order by gene_symbol
