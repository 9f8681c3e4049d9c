-- One row per allele over all call sets, in order of contig, pos, ref, alt.
--
-- allele_index numbers the rows from 0 in order of contig, pos, ref and alt, so the alleles of a
-- region are one range of it.
--
-- source: aggregates/alleles.parquet
-- needs: aggregates
select
    allele_index,
    contig,
    pos,
    ref,
    alt,
    variant_id,
    variant_type,
    region_class,
    rsid,
    rsid_source
from read_parquet(aggregates_folder() || '/alleles.parquet')
