-- People of a mask, all with two copies of the place, with the allele on exactly one.
create macro n_het(plane_1, plane_2, carriers, diploid_mask) as
    people_in_plane(
        coalesce(xor(plane_1::bit, plane_2::bit), plane_1::bit, plane_2::bit), diploid_mask
    )
    + carriers_in_list(carriers, diploid_mask, 1)
    + carriers_in_list(carriers, diploid_mask, 2)
