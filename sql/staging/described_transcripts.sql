-- One row per contig, gene and transcript on which an annotator describes alleles, as c. or p.
--
-- first_allele and last_allele are the first and the last of them; gene_id and transcript_id are
-- null where the annotator names none.
--
-- source: aggregates/described_transcripts.parquet
-- needs: aggregates
select
    contig,
    gene_id,
    transcript_id,
    first_allele,
    last_allele
from read_parquet(aggregates_folder() || '/described_transcripts.parquet')
