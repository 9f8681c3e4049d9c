-- Number of people of a mask whose bit is set in a plane; a plane that is null is empty.
create macro people_in_plane(plane, mask) as coalesce(bit_count(plane::bit & mask), 0)
