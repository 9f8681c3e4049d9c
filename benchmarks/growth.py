"""How time and memory grow: people for questions, lines for ingest, at 1, 4 and 16 times."""

from benchmarks.asked import Asked, asked_of
from benchmarks.ingest_speed import StraitsIngest, first_lines, warm_up
from benchmarks.outcomes import Bar, Outcome, Side, in_turn
from benchmarks.settings import Settings
from benchmarks.simulated import simulate, simulated

TIMES = (1, 4, 16)
_ROUNDS = 30
# Ingest must not need more memory for sixteen times the lines, but for what a buffer rounds up.
_FLAT = 1.25


def growth_people(settings: Settings) -> list[Outcome]:
    """Ask the same region of 1, 4 and 16 times the people: less than as much more time."""
    n_people, n_bases = settings.scale.sims["large"]
    found: list[tuple[int, Asked, Side]] = []
    for times in TIMES:
        if times == max(TIMES):
            asked = asked_of(simulated(settings, "large"))
        else:
            people = n_people * times // max(TIMES)
            asked = Asked(simulate(settings, f"growth_people_{times}x", people, n_bases))
        with asked.straits() as straits:
            ask = {"Straits": lambda: straits.ask(**asked.request())}  # noqa: B023
            in_turn(ask, 3)
            seconds = in_turn(ask, _ROUNDS)["Straits"]
            found.append((times, asked, Side("Straits", seconds, straits.peak_bytes)))
    return _grown("growth-people", "ad-hoc cohort of 30 %, in process", found)


def growth_lines(settings: Settings) -> list[Outcome]:
    """Ingest 1, 4 and 16 times the lines: as much more time at most, and no more memory."""
    whole = simulated(settings, "text")
    warm_up(settings)
    n_lines = 4_000 if settings.scale.name != "small" else 200
    found = []
    for times in TIMES:
        folder = settings.folder(f"growth_lines_{times}x")
        straits = StraitsIngest(first_lines(whole, folder, n_lines * times))
        seconds = in_turn({"Straits": straits}, settings.scale.rounds)["Straits"]
        found.append((times, straits, Side("Straits", seconds, straits.peak_bytes)))
    outcomes = []
    start = found[0][2]
    for times, _, side in found:
        outcomes.append(
            Outcome(
                f"growth-lines-{times}x",
                "ingest of GT-only text, by lines",
                f"{n_lines * times:,} lines x {len(whole.people):,} people",
                side,
                None,
                Bar(seconds=times * start.median, peak_bytes=round(_FLAT * (start.peak_bytes or 0)))
                if times > 1
                else Bar(),
                note=f"The bar: {times} times the time of 1x, and its memory (a quarter more at "
                "most)."
                if times > 1
                else "",
            )
        )
    return outcomes


def _grown(line: str, what: str, found: list[tuple[int, Asked, Side]]) -> list[Outcome]:
    start = found[0][2]
    return [
        Outcome(
            f"{line}-{times}x",
            what,
            asked.data.name + f" x {len(asked.data.people):,} people",
            side,
            None,
            Bar(seconds=times * start.median) if times > 1 else Bar(),
            note=f"The bar: less than {times} times the time of 1x." if times > 1 else "",
        )
        for times, asked, side in found
    ]
