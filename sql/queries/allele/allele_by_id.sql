-- One row, or none: the allele of that place and those bases, as they are stored (trimmed).
--
-- needs: aggregates
-- parameters:
--   contig text
--   pos integer
--   ref text
--   alt text
-- columns:
--   allele_index identity
--   variant_id identity
--   contig identity
--   pos identity
--   ref identity
--   alt identity
--   variant_type identity
--   region_class identity
--   rsid identity
--   rsid_source text
select
    allele_index,
    variant_id,
    contig,
    pos,
    ref,
    alt,
    variant_type,
    region_class,
    rsid,
    rsid_source
from staging.alleles
where
    contig = $contig
    and pos = $pos
    and ref = $ref
    and alt = $alt
