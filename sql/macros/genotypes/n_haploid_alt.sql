-- People of a mask, all with one copy of the place, whose copy is the allele (hemi on X and Y).
create macro n_haploid_alt(plane_1, carriers, haploid_mask) as
    people_in_plane(plane_1, haploid_mask) + carriers_in_list(carriers, haploid_mask, 1)
