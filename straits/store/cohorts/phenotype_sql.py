"""Criteria on phenotypes made into SQL: one row per site and person, with what holds of them.

Who has no row is unknown, as is null.
"""

from collections.abc import Callable

from straits.cohorts import Age, Category, Event, Measurement

Bind = Callable[[object], str]

HOLDS = "holds"

# In these systems a code stands for those below it; their codes are compared without the dot.
_WITH_DESCENDANTS = ("icd10", "atc")
# Danish SKS codes are stored as the ICD-10 codes that they are.
_STORED_AS = {"icd10": ["icd10", "sks"]}


def select(tree: Event | Measurement | Category, bind: Bind) -> str:
    """Return a select of site_id, person_id and `holds` for one criterion."""
    phenotype = bind(tree.phenotype)
    if isinstance(tree, Event):
        if tree.answer == "unknown":
            return _unknown(phenotype)
        if not (tree.codes or tree.has_window or tree.times > 1):
            return _of_status(_is_yes(tree), phenotype)
        return _of_event(tree, phenotype, bind)
    if tree.which == "chosen":
        return _of_status(f"case when status = 'measured' then {_hits(tree, bind)} end", phenotype)
    if tree.which in ("latest", "first"):
        return _of_one(tree, phenotype, bind)
    return _of_several(tree, phenotype, bind)


def within(tree: Measurement | Age, column: str, bind: Bind) -> str:
    """Return the comparison of a column with a range."""
    bounds = {">=": tree.at_least, ">": tree.above, "<=": tree.at_most, "<": tree.below}
    return " and ".join(
        f"{column} {sign} {bind(bound)}" for sign, bound in bounds.items() if bound is not None
    )


def _of_status(holds: str, phenotype: str) -> str:
    return (
        f"select site_id, person_id, {holds} as holds from staging.phenotype_status "
        f"where phenotype_id = {phenotype}"
    )


def _is_yes(tree: Event) -> str:
    yes, no = ("true", "false") if tree.answer == "yes" else ("false", "true")
    return f"case when status in ('yes', 'measured') then {yes} when status = 'no' then {no} end"


def _unknown(phenotype: str) -> str:
    """Return everybody: a person whom the site never asked about has no row in the status."""
    return f"""
    select distinct people.site_id, people.person_id,
        coalesce(status.status not in ('yes', 'no', 'measured'), true) as holds
    from people
    left join staging.phenotype_status as status
        on people.site_id = status.site_id and people.person_id = status.person_id
            and status.phenotype_id = {phenotype}"""


def _hits(tree: Event | Measurement | Category, bind: Bind) -> str:
    """Return whether a reading is one that the criterion is about."""
    if isinstance(tree, Measurement):
        return f"({within(tree, 'value', bind)})"
    if isinstance(tree, Category):
        return f"list_contains({bind(list(tree.categories))}::text[], category)"
    counts = "(dictionary.kind != 'binary' or category = 'yes')"
    return f"{counts} and {_code(tree, bind)}" if tree.codes else counts


def _code(tree: Event, bind: Bind) -> str:
    assert tree.system is not None
    systems = bind(_STORED_AS.get(tree.system, [tree.system]))
    of_system = f"list_contains({systems}::text[], sources.code_system)"
    if tree.system not in _WITH_DESCENDANTS:
        return f"{of_system} and list_contains({bind(list(tree.codes))}::text[], code)"
    ends = [code.replace(".", "").upper().partition("-") for code in tree.codes]
    ranges = [{"low": low, "high": high or low} for low, _, high in ends]
    return (
        f"{of_system} and len(list_filter({bind(ranges)}::struct(low text, high text)[], "
        "lambda span: left(replace(code, '.', ''), len(span.low)) >= span.low "
        "and left(replace(code, '.', ''), len(span.high)) <= span.high)) > 0"
    )


def _in_window(tree: Event | Measurement | Category, bind: Bind) -> str:
    """Return whether a reading lies in the window; null if it lacks the date or age to tell."""
    ends = {
        "measured_on >=": tree.since,
        "measured_on <": tree.before,
        "age_at >=": tree.from_age,
        "age_at <": tree.before_age,
    }
    asked = [f"{side} {bind(end)}" for side, end in ends.items() if end is not None]
    return f"({' and '.join(asked)})" if asked else "true"


def _readings(tree: Event | Measurement | Category, phenotype: str, bind: Bind) -> str:
    """Return one row per reading: does it count, is it in the window?"""
    value = "readings.value is not null" if isinstance(tree, Measurement) else "true"
    return f"""
    select readings.site_id, readings.person_id, readings.value, readings.category,
        readings.measured_on, readings.age_at,
        coalesce({_hits(tree, bind)}, false) as is_hit,
        {_in_window(tree, bind)} as is_inside
    from staging.phenotypes as readings
    inner join staging.phenotype_dictionary as dictionary
        on readings.phenotype_id = dictionary.phenotype_id
    left join staging.phenotype_sources as sources
        on readings.site_id = sources.site_id and readings.source_table = sources.source_table
    where readings.phenotype_id = {phenotype} and {value}"""


_COUNTED = """
    select site_id, person_id,
        count(*) filter (where is_inside) as n_inside,
        count(*) filter (where is_inside and is_hit) as n_hits,
        count(*) filter (where is_inside is null and is_hit) as n_unclear_hits,
        count(*) filter (where is_inside is null and not is_hit) as n_unclear_others
    from ({readings})
    group by site_id, person_id"""


def _of_event(tree: Event, phenotype: str, bind: Bind) -> str:
    counted = _COUNTED.format(readings=_readings(tree, phenotype, bind))
    times = bind(tree.times)
    yes, no = ("true", "false") if tree.answer == "yes" else ("false", "true")
    return f"""
    select status.site_id, status.person_id,
        case
            when counted.n_hits >= {times} then {yes}
            when counted.n_hits + counted.n_unclear_hits >= {times} then null
            when status.status in ('yes', 'no', 'measured') then {no}
        end as holds
    from staging.phenotype_status as status
    left join ({counted}) as counted
        on status.site_id = counted.site_id and status.person_id = counted.person_id
    where status.phenotype_id = {phenotype}"""


def _of_several(tree: Measurement | Category, phenotype: str, bind: Bind) -> str:
    counted = _COUNTED.format(readings=_readings(tree, phenotype, bind))
    if tree.which == "every":
        holds = (
            "case when n_hits < n_inside then false when n_inside = 0 or n_unclear_others > 0 "
            "then null else true end"
        )
    else:
        times = bind(tree.times if tree.which == "some" else 1)
        holds = (
            f"case when n_hits >= {times} then true when n_hits + n_unclear_hits >= {times} "
            "then null when n_inside > 0 then false end"
        )
    return f"select site_id, person_id, {holds} as holds from ({counted})"


def _of_one(tree: Measurement | Category, phenotype: str, bind: Bind) -> str:
    """Judge the latest or first reading; several of one day by their median, or if they agree."""
    order = "desc" if tree.which == "latest" else "asc"
    if isinstance(tree, Measurement):
        holds = within(tree, "median(value)", bind)
    else:
        holds = "case when bool_and(is_hit) then true when not bool_or(is_hit) then false end"
    return f"""
    select site_id, person_id, {holds} as holds
    from (
        select * from ({_readings(tree, phenotype, bind)})
        where is_inside
        qualify rank() over (
            partition by site_id, person_id
            order by measured_on {order} nulls last, age_at {order} nulls last
        ) = 1
    )
    group by site_id, person_id"""
