"""How far reading text is from its limit, and lines with more fields beside plink2."""

import statistics
from pathlib import Path

from benchmarks import answers, plink
from benchmarks.bench_studies import Panel
from benchmarks.ingest_speed import PlinkIngest, StraitsIngest, less_startup, warm_up
from benchmarks.outcomes import Bar, Outcome, Side, in_turn
from benchmarks.processes import folder_bytes, run
from benchmarks.settings import Settings
from benchmarks.simulated import simulated, with_fields

# 650 MB of bgzipped text with all fields, of 2,500 people, beside which a start-up weighs little.
_N_CALLS = 175_000_000


def text(settings: Settings) -> list[Outcome]:
    """Compare ingest of GT-only text with inflating it by bgzip alone, which is the limit."""
    data = simulated(settings, "text")
    straits = StraitsIngest(data)
    warm_up(settings)
    ours = {"Straits": straits, "bgzip": lambda: run(["bgzip", "-dc", data.vcf]).seconds}
    seconds = in_turn(ours, settings.scale.rounds)
    n_equal = _check(data, straits.store)
    return [
        Outcome(
            "text",
            "ingest of GT-only text, beside bgzip -d alone",
            data.size(n_equal),
            Side("Straits", seconds["Straits"], straits.peak_bytes, folder_bytes(straits.store)),
            Side("bgzip -d", seconds["bgzip"]),
            Bar(ratio=3.0),
            equal=f"AC and AN of {n_equal:,} alleles, with plink2",
            note="The limit is one thread, as bgzip is used by default; ingest also counts 26 "
            "groups and writes the store.",
        )
    ]


def fields(settings: Settings) -> list[Outcome]:
    """Compare ingest of lines with GT:AD:DP:GQ:PL with plink2 --make-pgen, with two rules."""
    source = simulated(settings, "text")
    data = with_fields(settings, source, _N_CALLS // len(source.people))
    peer = PlinkIngest(data, by_group=False)
    rules = {rule: StraitsIngest(data, genotype_rule=rule) for rule in ("none", "gnomad_adj")}
    warm_up(settings)
    for warm in rules.values():
        warm()
    seconds = in_turn({**rules, "plink2": peer}, settings.scale.rounds)
    medians = {side: statistics.median(found) for side, found in seconds.items()}
    without = {
        rule: less_startup(settings, medians[rule], medians["plink2"], by_group=False)
        for rule in rules
    }
    n_equal = _check(data, rules["none"].store)
    return [
        Outcome(
            f"fields-{rule}",
            f"ingest of lines with GT:AD:DP:GQ:PL, rule {rule}",
            data.size(n_equal),
            Side("Straits", seconds[rule], straits.peak_bytes, folder_bytes(straits.store)),
            Side("plink2 --make-pgen", seconds["plink2"], peer.peak_bytes, peer.disk_bytes),
            Bar(ratio=1.0) if rule == "none" else Bar(),
            equal=f"AC and AN of {n_equal:,} alleles" if rule == "none" else "",
            note=("" if rule == "none" else "plink2 reads GT only; the rule is Straits' own work. ")
            + without[rule],
        )
        for rule, straits in rules.items()
    ]


def _check(data: Panel, store: Path) -> int:
    """Compare the counts of everybody with plink2's."""
    pgen = plink.make_pgen(data, data.folder / "checked")
    plink.count_cohort(pgen, list(data.people), None, data.folder / "checked")
    ours = answers.stored_variants(store).hstack(
        answers.stored_counts(store, "everyone", grouping="everyone")
    )
    theirs = plink.read_counts(data.folder / "checked.acount")
    return answers.check(ours, theirs, ["ac", "an"], "plink2", answers.KEY)
