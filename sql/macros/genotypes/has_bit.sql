-- Whether the bit of a sample is set in a plane; a plane that is null is empty.
create macro has_bit(plane, sample) as coalesce(get_bit(plane::bit, sample) = 1, false)
