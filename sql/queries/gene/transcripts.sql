-- One row per transcript of a gene: MANE Select first, then the canonical one, then the longest.
--
-- cds_start_pos and cds_end_pos are null where it does not code.
--
-- needs: aggregates
-- parameters:
--   gene_id text
-- columns:
--   transcript_id identity
--   gene_id identity
--   refseq_id identity
--   is_canonical text
--   is_mane_select text
--   contig identity
--   start_pos identity
--   end_pos identity
--   strand text
--   cds_start_pos identity
--   cds_end_pos identity
select
    transcript_id,
    gene_id,
    refseq_id,
    is_canonical,
    is_mane_select,
    contig,
    start_pos,
    end_pos,
    strand,
    cds_start_pos,
    cds_end_pos
from staging.transcripts
where gene_id = $gene_id
order by
    is_mane_select desc nulls last,
    is_canonical desc nulls last,
    end_pos - start_pos desc,
    transcript_id asc
