-- Whether FILTER names a filter that the record failed; a dot means that none was applied.
create macro is_filter_failed(filter) as coalesce(filter not in ('PASS', '.', ''), false)
