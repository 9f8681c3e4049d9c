"""Why ingest leaves something out, in words."""

# Reasons in words; what is not here is shown as it is, with spaces.
_WORDS = {
    "not_in_sheet": "in the VCF but not in the sample sheet",
    "spelled_otherwise_in_sheet": "in the VCF but not in the sample sheet, which has "
    "them in other capitals or with letters drawn alike",
    "not_in_any_vcf": "in the sample sheet but in no VCF",
    "left_out_by_list": "not on the list of samples to keep",
    "counted_in_another_call_set": "of people who are counted in another call set",
    "relative_in_no_sheet": "of relatives who are not both in the sample sheet",
    "sex_conflict": "genotypes on X do not fit the sex in the sheet (kept)",
    "id_of_another_site": "with an id that another site has too (counted at both; if an id is one "
    "person, say so by `shared_ids: true`)",
    "id_in_other_letters": "with another person's id in other capitals or with letters drawn alike "
    "(counted as two people; write the ids alike if they are one)",
    "sex_stated_otherwise": "of another sex where the person is counted (that one holds)",
    "group_stated_otherwise": "in another group where the person is counted (that one holds)",
    "half_call": "only one of two alleles called, such as ./1",
    "joined_half_call": "half-calls of a split record, such as 1/. beside ./1 (read together)",
    "haploid_where_diploid": "one allele where two were expected",
    "het_where_haploid": "two different alleles where one was expected",
    "heteroplasmic": "two different alleles on the mitochondrion",
    "no_ploidy": "on X or Y for people without that chromosome, or of unknown sex",
    "polyploid": "more than two alleles",
    "low_gq": "GQ below the genotype rule",
    "low_dp": "DP below the genotype rule",
    "allele_balance": "allele balance outside the genotype rule",
    "ft_not_pass": "FT other than PASS",
    "ft_not_pass_kept": "FT other than PASS (kept: no genotype rule asks for `ft: pass`)",
    "low_r2": "R2 of imputation below `min_r2`",
    "poor_r2": "R2 of imputation below 0.3 (kept: `min_r2` leaves them out)",
    "provisional_reference": "PLINK's PR: REF is provisional (kept, it may be the alternate)",
    "no_quality_value": "no value for a field that the genotype rule needs",
    "unknown_contig": "on contigs other than chr1 to chr22, chrX, chrY and chrM (the rCRS)",
    "no_alternate_allele": "without an alternate allele",
    "says_who_was_called": "without an alternate allele (kept: they say who was called)",
    "ref_of_another_call_set": "without an alternate allele, with another REF than another call "
    "set has there (they say nothing of its alleles)",
    "position_zero": "at position 0",
    "ref_mismatch": "REF differs from the reference sequence",
    "overlapping_deletion": "* alleles, a deletion that begins elsewhere",
    "symbolic_allele": "symbolic alleles such as <DEL>",
    "breakend": "breakends",
    "ambiguous_allele": "alternate alleles with other letters than A, C, G and T",
    "ambiguous_reference": "REF with other letters than A, C, G, T and N",
    "invalid_allele": "alternate alleles that are not bases",
    "invalid_reference": "REF that is not bases",
    "same_as_reference": "alternate alleles equal to REF (counted as REF)",
    "fits_another_build": "that another build has at this place (kept: check `build`)",
    "written_twice": "alternate alleles that the record has twice (counted as one)",
    "reference_block": "<NON_REF> and <*> alleles",
    "no_genotypes": "without GT",
    "names_no_allele_of_its_record": "about an allele that the record does not have",
    "names_none_of_several_alleles": "that name no allele, where the record has several",
    "told_with_another_allele": "told at another position, together with another allele",
    "another_consequence_is_kept": "another consequence is kept, of more call sets or more severe",
    "without_panel_counts": "of which the panel has no count of its own with an AN above 0",
    "duplicate_in_panel": "a second record of the same allele in the panel",
    "duplicate_same_genotypes": "a second record of the same allele, same genotypes",
    "duplicate_other_genotypes": "a second record of the same allele, other genotypes",
}


def reason_in_words(reason: str) -> str:
    """Return a reason of `drop_counts` as a person reads it.

    >>> reason_in_words("half_call")
    'only one of two alleles called, such as ./1'
    """
    return _WORDS.get(reason, reason.replace("_", " "))
