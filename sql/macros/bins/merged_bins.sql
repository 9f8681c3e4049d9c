-- For each bin of a histogram, in order, a number; the bins of one number hold enough people.
--
-- n_people is a list, one entry per bin with people. Bins are joined from the left until there are
-- enough; what is left over at the end joins the last. With a minimum of 0 every bin stays itself.
-- The linter does not read a lambda of two values.
create macro merged_bins(n_people, min_people) as (
    with joined as (
        select  -- noqa: LT09
            list_reduce(  -- noqa: PRS
                n_people,
                lambda bins, n: list_append(
                    bins,
                    case
                        when bins[-1].n_held >= greatest(min_people, 1)
                            then {'number': bins[-1].number + 1, 'n_held': n::bigint}
                        else {'number': bins[-1].number, 'n_held': bins[-1].n_held + n}
                    end
                ),
                [{'number': 0::bigint, 'n_held': 0::bigint}]
            ) as bins
    )

    select
        list_transform(
            bins[2:],
            lambda one: case
                when bins[-1].n_held < min_people and one.number = bins[-1].number
                    then greatest(one.number - 1, 0)
                else one.number
            end
        )
    from joined
)
