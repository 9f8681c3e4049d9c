-- One row per group and allele that every one of some groups has called: AC and AN.
--
-- groups is as of pooled_groups, asked as of compared_alleles: its range, types, classes and FILTER
-- choose the alleles; its AN, AF and indels do not, as they are of two groups.
create macro counts_of_groups(asked, groups, min_people) as table
with kept as (
    select alleles.allele_index
    from staging.alleles as alleles
    left join allele_classes(
        len(asked['consequence_classes']) + len(asked['clinvar_classes']) > 0,
        asked['first_allele'],
        asked['last_allele']
    ) as classes
        on alleles.allele_index = classes.allele_index
    left join failed_alleles(
        if(
            asked['filter_pass_only'],
            flatten(list_transform(groups, lambda one: one['call_sets'])),
            []
        ),
        asked['first_allele'],
        asked['last_allele']
    ) as failed
        on alleles.allele_index = failed.allele_index
    where
        failed.allele_index is null
        and (
            len(asked['variant_types']) = 0
            or list_contains(asked['variant_types'], alleles.variant_type)
        )
        and (
            len(asked['consequence_classes']) = 0
            or list_contains(
                asked['consequence_classes'], coalesce(classes.consequence_class, 'none')
            )
        )
        and (
            len(asked['clinvar_classes']) = 0
            or list_contains(asked['clinvar_classes'], coalesce(classes.clinvar_class, 'none'))
        )
        and (
            len(asked['range_starts']) = 0
            or alleles.allele_index in (
                select ranged.allele_index
                from alleles_in_ranges(
                    asked['range_starts']::bigint[], asked['range_ends']::bigint[]
                ) as ranged
            )
        )
)

select
    pooled.place,
    pooled.label,
    pooled.allele_index,
    pooled.ac,
    pooled.an
from pooled_groups(
    groups, asked['sample_set'], asked['first_allele'], asked['last_allele'], min_people
) as pooled
inner join kept
    on pooled.allele_index = kept.allele_index
qualify count(*) over (partition by pooled.allele_index) = len(groups)
