-- Number of people of a mask whose genotype is missing, from a plane or a list; null is empty.
create macro n_missing(missing, missing_samples, mask) as
    people_in_plane(missing, mask)
    + coalesce(len(list_filter(missing_samples, lambda sample: get_bit(mask, sample) = 1)), 0)
