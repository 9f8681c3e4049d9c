-- AC: copies of the allele among the people of a mask, each person one or two.
create macro n_copies(plane_1, plane_2, carriers, mask) as
    people_in_plane(plane_1, mask)
    + people_in_plane(plane_2, mask)
    + copies_in_list(carriers, mask)
