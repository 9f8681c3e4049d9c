-- One row per person counted who is on the axes and in an inferred group: how likely is that group?
--
-- Of the study's first inferred grouping that its people have. Each axis is taken for itself, as
-- normal within every group around the group's mean, with one variance for all groups (diagonal
-- linear discriminant analysis, Dudoit, Fridlyand and Speed 2002), all groups as likely before.
-- The groups are learnt from the same people, so that the probability is of who stands out.
--
-- needs: rows
with inferred as (
    select arg_min(groupings.grouping, groupings.sort_order) as grouping
    from staging.groupings as groupings
    where
        groupings.is_inferred
        and groupings.grouping in (select sample_groups.grouping from staging.sample_groups)
),

scores as (
    select
        sample_groups.call_set_id,
        sample_groups.sample_index,
        sample_groups.group_id,
        unnest([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]) as axis,
        unnest(
            [
                metrics.pc_1, metrics.pc_2, metrics.pc_3, metrics.pc_4, metrics.pc_5,
                metrics.pc_6, metrics.pc_7, metrics.pc_8, metrics.pc_9, metrics.pc_10
            ]
        ) as score
    from staging.sample_groups as sample_groups
    inner join inferred
        on sample_groups.grouping = inferred.grouping
    inner join staging.samples as samples
        on
            sample_groups.call_set_id = samples.call_set_id
            and sample_groups.sample_index = samples.sample_index
    inner join staging.sample_metrics as metrics
        on
            sample_groups.call_set_id = metrics.call_set_id
            and sample_groups.sample_index = metrics.sample_index
    where samples.is_counted
),

means as (
    select
        group_id,
        axis,
        avg(score) as mean
    from scores
    where score is not null
    group by group_id, axis
),

variances as (
    select
        scores.axis,
        sum((scores.score - means.mean) ^ 2) / (count(*) - count(distinct scores.group_id))
            as variance
    from scores
    inner join means
        on
            scores.group_id = means.group_id
            and scores.axis = means.axis
    where scores.score is not null
    group by scores.axis
    having sum((scores.score - means.mean) ^ 2) > 0
),

distances as (
    select
        scores.call_set_id,
        scores.sample_index,
        scores.group_id,
        means.group_id as other_group,
        sum((scores.score - means.mean) ^ 2 / variances.variance) as distance
    from scores
    inner join variances
        on scores.axis = variances.axis
    inner join means
        on scores.axis = means.axis
    where scores.score is not null
    group by scores.call_set_id, scores.sample_index, scores.group_id, means.group_id
),

likelihoods as (
    select
        call_set_id,
        sample_index,
        other_group = group_id as is_own,
        -- Less the nearest, so that none of them all is rounded to 0.
        exp((min(distance) over (partition by call_set_id, sample_index) - distance) / 2)
            as likelihood
    from distances
)

select
    call_set_id,
    sample_index,
    sum(likelihood) filter (where is_own) / sum(likelihood) as probability
from likelihoods
group by call_set_id, sample_index
