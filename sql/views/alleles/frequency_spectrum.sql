-- One row per call set, grouping, group and class of frequency: how many alleles fall into it.
--
-- The frequency is of the rarer of the two, the allele or all others at its place, so the highest
-- class ends at 0.5. Alleles that do not vary in the group, or are not known, are in no class.
-- Groups of different size see different numbers of rare alleles: compare shares.
--
-- needs: aggregates
-- grain: call_set_id, grouping, group_id, frequency_class
-- parameters:
--   grouping text
-- columns:
--   call_set_id   samples that were called together
--   grouping      a way to divide people
--   group_id      one of its groups
--   class_order   place of the class, from rare to common
--   frequency_class the class, such as "1 to 5 %"; "one copy" is of whatever frequency
--   n_alleles [alleles of the study] alleles of the class
--   share [share] of all alleles that vary in the group
-- chart:
--   mark bar
--   x frequency_class
--   y share
--   colour group_id
--   facet call_set_id
with rarer as (
    select
        call_set_id,
        grouping,
        group_id,
        least(ac, an - ac) as copies,
        least(af, 1 - af) as frequency
    from known_counts
    where ac > 0 and ac < an
),

classed as (
    select
        call_set_id,
        grouping,
        group_id,
        case
            when copies = 1 then 1
            when frequency < 0.001 then 2
            when frequency < 0.01 then 3
            when frequency < 0.05 then 4
            when frequency < 0.1 then 5
            else 6
        end as class_order
    from rarer
)

select
    call_set_id,
    grouping,
    group_id,
    class_order,
    case class_order
        when 1 then 'one copy'
        when 2 then 'below 0.1 %'
        when 3 then '0.1 to 1 %'
        when 4 then '1 to 5 %'
        when 5 then '5 to 10 %'
        else '10 to 50 %'
    end as frequency_class,
    count(*) as n_alleles,
    count(*) / sum(count(*)) over (partition by call_set_id, grouping, group_id) as share
from classed
group by call_set_id, grouping, group_id, class_order
order by call_set_id, grouping, group_id, class_order
