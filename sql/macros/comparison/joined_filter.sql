-- FILTER of several call sets as one text: PASS only if all that saw the allele say so.
create macro joined_filter(filters) as
    nullif(array_to_string(list_sort(list_distinct(filters)), ';'), '')
