-- One row per allele of a range: its consequence class and ClinVar's verdict.
--
-- No row at all unless they are wanted, so that nothing is read where no filter asks for them.
create macro allele_classes(is_wanted, first_allele, last_allele) as table
select
    allele_index,
    consequence_class,
    clinvar_class
from staging.allele_annotations
where
    is_wanted
    and (first_allele is null or allele_index between first_allele and last_allele)
