-- Whether people are among those asked for: 'all' or 'unrelated'.
create macro in_sample_set(is_unrelated, sample_set) as
    sample_set <> 'unrelated' or is_unrelated
