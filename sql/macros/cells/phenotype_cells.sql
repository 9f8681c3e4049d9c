-- One row per person of a group and sample set whom a phenotype can be asked of: what is known.
--
-- outcome: yes or no among those looked at, a category, or 'value'; null where nothing is known.
-- cell_sex: the sex as far as it may be told. Sexes are joined to 'all' where fewer people than the
-- minimum would share group, sex and outcome; a group where they still would is not shown.
--
-- needs: rows
create macro phenotype_cells(asked_phenotype, asked_grouping, asked_sample_set, min_people) as table
with asked as (
    select
        people_in_groups.site_id,
        people_in_groups.group_id,
        people_in_groups.person_id,
        people_in_groups.sex,
        people_in_groups.age,
        people_in_groups.is_sex_shown,
        status.value,
        status.age_at,
        status.n_readings,
        case
            when dictionary.kind = 'binary'
                then if(status.is_looked_at and status.status in ('yes', 'no'), status.status, null)
            when status.status <> 'measured' then null
            when dictionary.kind = 'categorical' then status.category
            else 'value'
        end as outcome,
        status.status = 'yes' and not status.is_looked_at as is_known_case
    from people_in_groups
    inner join staging.phenotype_status as status
        on
            people_in_groups.site_id = status.site_id
            and people_in_groups.person_id = status.person_id
    inner join staging.phenotype_dictionary as dictionary
        on status.phenotype_id = dictionary.phenotype_id
    where
        status.phenotype_id = asked_phenotype
        and people_in_groups.grouping = asked_grouping
        and people_in_groups.sample_set = asked_sample_set
        and status.status <> 'not_applicable'
        and guarded_grouping(asked_grouping, min_people)
),

shared as (
    select
        site_id,
        group_id,
        person_id,
        sex,
        age,
        is_sex_shown,
        value,
        age_at,
        n_readings,
        outcome,
        is_known_case,
        count(*) over (partition by site_id, group_id, sex, outcome) as n_of_sex
    from asked
),

folded as (
    select
        site_id,
        group_id,
        person_id,
        sex,
        age,
        value,
        age_at,
        n_readings,
        outcome,
        is_known_case,
        if(
            bool_or(not is_sex_shown or is_too_few(n_of_sex, n_of_sex, min_people))
                over (partition by site_id, group_id),
            'all',
            sex
        ) as cell_sex
    from shared
),

counted as (
    select
        site_id,
        group_id,
        person_id,
        sex,
        age,
        value,
        age_at,
        n_readings,
        outcome,
        is_known_case,
        cell_sex,
        count(*) over (partition by site_id, group_id, cell_sex, outcome) as n_of_cell
    from folded
)

select
    site_id,
    group_id,
    person_id,
    sex,
    age,
    value,
    age_at,
    n_readings,
    outcome,
    is_known_case,
    cell_sex,
    not bool_or(is_too_few(n_of_cell, n_of_cell, min_people))
        over (partition by site_id, group_id) as is_shown
from counted
