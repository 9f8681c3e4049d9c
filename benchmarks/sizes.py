"""Bytes of the genotypes on disk: Straits beside plink2."""

from benchmarks import answers
from benchmarks.asked import asked_of
from benchmarks.outcomes import Bar, Outcome, Side
from benchmarks.panels import panel
from benchmarks.processes import folder_bytes
from benchmarks.settings import Settings
from benchmarks.simulated import simulated


def sizes(settings: Settings) -> list[Outcome]:
    """Compare the bytes of the genotypes with those of the .pgen."""
    outcomes = []
    for line, data in {
        "size": panel(settings),
        "size-text": simulated(settings, "text"),
        "size-mid": simulated(settings, "mid"),
        "size-large": simulated(settings, "large"),
    }.items():
        asked = asked_of(data)
        genotypes = asked.store / "current" / "rows" / "genotypes"
        outcomes.append(
            Outcome(
                line,
                "genotypes on disk",
                data.size(answers.stored_variants(asked.store).height),
                Side("Straits", disk_bytes=folder_bytes(genotypes.resolve())),
                Side(".pgen", disk_bytes=folder_bytes(asked.pgen.file)),
                Bar(ratio=0.6),
                compares="bytes on disk",
                note="Straits' file also has position and phase; plink2 has them in its .pvar.",
            )
        )
    return outcomes
