-- AF: alleles seen of alleles called (VCF 4.4, section 1.6.1); null where none was called.
create macro allele_frequency(ac, an) as ac / nullif(an, 0)
