"""Which cells of a cohort are shown, decided row by row as the rule is told."""

from itertools import product

from straits.privacy import Profile
from straits.tables import SAMPLE_SETS, SEXES


def from_unions(rows: list[dict], sample_set: str, sex: str, least_shown: int) -> int:
    """Return how many people a cohort differs by from any union of groups, of all unions."""
    here = [row for row in rows if row["sample_set"] == sample_set]
    of_sex = [row for row in here if row["sex"] == sex]
    whole = next(row for row in of_sex if row["grouping"] == "everyone")
    partitions = [[row for row in of_sex if row["grouping"] == "g"]]
    if sex == "all":
        single = [row for row in here if row["sex"] != "all"]
        partitions += [[row for row in single if row["grouping"] == g] for g in ("everyone", "g")]
    differs = []
    for partition in partitions:
        groups = [
            (row["n_group"], row["n_both"])
            for row in partition
            if row["n_group"] == 0 or row["n_group"] >= least_shown
        ]
        if not groups:
            continue
        groups.append((whole["n_group"] - sum(n for n, _ in groups),
                       whole["n_both"] - sum(both for _, both in groups)))  # fmt: skip
        for are_in in product((True, False), repeat=len(groups)):
            differs.append(
                sum(
                    n - both if is_in else both
                    for is_in, (n, both) in zip(are_in, groups, strict=True)
                )
            )
    return min(differs, default=whole["n_group"])


def one_by_one(rows: list[dict], profile: Profile) -> list[tuple]:
    """Decide on cells row by row, as the rule is told."""

    least_shown = profile.min_people

    def few(n: int, is_nobody_public: bool) -> bool:
        return least_shown > 0 and n < least_shown and not (n == 0 and is_nobody_public)

    def reason(row: dict) -> str:
        n_cohort, n_group, n_both = row["n_cohort"], row["n_group"], row["n_both"]
        is_public = row["is_public"]
        of = "everyone" if row["grouping"] == "everyone" else f"the group {row['group_id']}"
        least = f"fewer than {profile.min_people} people"
        if few(n_cohort, row["n_public"] == 0):
            return least
        if n_cohort and n_both == n_cohort and few(n_group - n_cohort, is_public):
            return f"{least} of {of} would be left outside it"
        is_known = n_group >= max(least_shown, 1)
        if is_known and n_both == n_group and few(n_cohort - n_group, is_public):
            return f"{least} of it would be left outside {of}"
        return ""

    decided = []
    for sample_set in SAMPLE_SETS:
        why, n, public = {}, {}, {}
        for sex in ("all", *SEXES):
            here = [row for row in rows if (row["sample_set"], row["sex"]) == (sample_set, sex)]
            why[sex] = next(filter(None, map(reason, here)), "")
            n[sex], public[sex] = here[0]["n_cohort"], here[0]["n_public"]
        all_of = {
            sex: next(row for row in rows if (row["sample_set"], row["sex"]) == ("all", sex))
            for sex in n
        }
        leaves_few = {
            sex: sample_set != "all"
            and few(row["n_cohort"] - n[sex], row["is_public"] or row["n_public"] == public[sex])
            for sex, row in all_of.items()
        }
        if not rows[0]["is_public"]:
            for sex in n:
                is_near = n[sex] and few(from_unions(rows, sample_set, sex, least_shown), False)
                why[sex] = why[sex] or ("near a union" if is_near else "")
        said = why["all"] or ("" if n["all"] else "nobody is in it")
        for sex in SEXES:
            if not said and n[sex] == n["all"]:
                said = why[sex]
        if not said and leaves_few["all"]:
            said = f"fewer than {profile.min_people} relatives would be left of all people"
        if said and said != "nobody is in it" and not rows[0]["is_public"]:
            said = (
                f"fewer than {profile.min_people} people are in it, or in what it leaves of others"
            )
        shows_sex = not said and not any(why[sex] or leaves_few[sex] for sex in SEXES)
        decided.append(("c", sample_set, not said, shows_sex, said))
    return decided
