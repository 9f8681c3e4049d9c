-- One row per site, group, sex and ten-year band of which a standardised figure is made.
--
-- Of n_people of a group in the band, mean is the share with a yes, or the mean value; below and
-- above are how far its 95 % interval reaches, weight that of the band among all groups together.
-- None under a profile with a minimum of people: of parts and their total each follows from others.
--
-- needs: rows
-- parameters:
--   phenotype_id text
--   grouping text
--   sample_set text
-- columns:
--   site_id identity
--   group_id identity
--   sex identity
--   band identity
--   n_people count_people
--   mean derived(n_people)
--   below derived(n_people)
--   above derived(n_people)
--   weight derived(n_people)
select
    site_id,
    group_id,
    sex,
    band,
    n_people,
    mean,
    below,
    above,
    weight
from phenotype_strata($phenotype_id, $grouping, $sample_set, $min_people)
where $min_people = 0
order by site_id, group_id, sex, band
