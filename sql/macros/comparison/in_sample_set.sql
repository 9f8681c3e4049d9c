-- The count among the people asked for: 'all' or 'unrelated'.
create macro in_sample_set(n_all, n_unrelated, sample_set) as
    case when sample_set = 'unrelated' then n_unrelated else n_all end
