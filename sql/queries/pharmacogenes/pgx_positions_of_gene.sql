-- One row per call set and change that defines alleles of a pharmacogene: whether it was covered.
--
-- state is observed, at_position (another record tells of it) or callable, of which it is known who
-- has the change but for n_unknown people; or filter_failed, not_callable or not_in_call_set.
--
-- needs: aggregates
-- parameters:
--   gene_symbol text
-- columns:
--   call_set_id identity
--   call_set_name text
--   site_name text
--   contig identity
--   pos identity
--   ref identity
--   alt identity
--   variant_id text
--   rsid text
--   alleles text
--   state text
--   is_known text
--   n_people count_people
--   n_unknown count_people part_of(n_people, unknown)
select
    positions.call_set_id,
    named_call_sets.call_set_name,
    named_call_sets.site_name,
    positions.contig,
    positions.pos,
    positions.ref,
    positions.alt,
    alleles.variant_id,
    alleles.rsid,
    positions.alleles,
    positions.state,
    positions.state in ('observed', 'at_position', 'callable') as is_known,
    positions.n_people,
    positions.n_unknown
from staging.pgx_positions as positions
inner join named_call_sets
    on positions.call_set_id = named_call_sets.call_set_id
left join staging.alleles as alleles
    on positions.allele_index = alleles.allele_index
where positions.gene_symbol = $gene_symbol
order by named_call_sets.call_set_order, positions.pos, positions.ref, positions.alt
