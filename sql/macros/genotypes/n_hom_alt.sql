-- People of a mask with the allele on both copies.
create macro n_hom_alt(plane_1, plane_2, carriers, mask) as
    people_in_plane(plane_1::bit & plane_2::bit, mask) + carriers_in_list(carriers, mask, 3)
