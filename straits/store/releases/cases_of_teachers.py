"""Cases for learners that came with a study, as its release holds them."""

from collections.abc import Mapping
from typing import Any

from straits.store.releases.release_files import Release
from straits.tables import manifest
from straits.tables.manifest import Manifest


def of(release: Release) -> tuple[Mapping[str, Any], ...]:
    """Return the cases that a release holds, as they were written; none where it has none."""
    read = manifest.read("aggregates", release.aggregates)
    if not isinstance(read, Manifest):
        return ()
    cases: list[Mapping[str, Any]] = read.content.get("study", {}).get("learn", [])
    return tuple(cases)
