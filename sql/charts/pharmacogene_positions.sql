-- One row per call set and change that defines alleles of a pharmacogene: whether it was covered.
select
    call_set_id,
    call_set_name,
    site_name,
    contig,
    pos,
    ref,
    alt,
    variant_id,
    rsid,
    alleles,
    state,
    is_known,
    n_people,
    n_unknown
from pgx_positions_of_gene($gene_symbol)
order by call_set_id, pos, ref, alt
