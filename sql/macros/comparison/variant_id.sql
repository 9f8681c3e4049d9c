-- contig-pos-ref-alt, as alleles.variant_id has it.
--
-- For a few alleles of many, putting it together is quicker than reading the longest column.
create macro variant_id(contig, pos, ref, alt) as concat_ws('-', contig, pos, ref, alt)
