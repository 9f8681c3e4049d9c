"""Two studies on one machine, each with keys, that have sent each other a bundle by command."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from straits.bundles import bundle_keys
from tests.builders import studies
from tests.builders.made_once import made_once
from tests.builders.partner_study import PartnerStudy
from tests.builders.tiny_bundle import key

# Heterozygotes of Malay and Danish, of 60 each, at each place of the builder's calls.
_CARRIERS: Mapping[str, Mapping[int, tuple[int, int]]] = {
    "denmark": {0: (20, 6), 1: (12, 55)},
    "singapore": {0: (31, 14), 1: (0, 40)},
}
ABSENT, OUTSIDE = "chr10-94775000-A-C", "chr2-1000-A-G"
ALLELES = ("chr10-94781859-G-A", "chr10-94780653-G-A", ABSENT, OUTSIDE)
OTHER = {"denmark": "singapore", "singapore": "denmark"}


@dataclass(frozen=True)
class Exchanged:
    """The folder in which both studies lie, each in one of its own."""

    folder: Path

    def store(self, country: str) -> Path:
        """Return the store of a country, which has read what the other sent."""
        return self.folder / country / "store"

    def sent(self, country: str) -> Path:
        """Return the bundle that a country sent, as it left."""
        return self.folder / country / "first.straits"


@cache
def exchanged() -> Exchanged:
    """Return both studies, made once for all tests that read them."""
    return Exchanged(made_once("exchanged-studies", _exchange))


def _exchange(folder: Path) -> None:
    keys = {country: key(country.title()) for country in OTHER}
    sides = {}
    for country, other in OTHER.items():
        side = PartnerStudy(folder / country, keys[country], keys[other])
        (side.folder / "received").mkdir(parents=True)
        bundle_keys.write(side.own, side.folder, "own")
        bundle_keys.write(side.partner, side.folder, "partner")
        (side.folder / "partner.key").unlink()
        (side.folder / "covered.bed").write_text("chr10\t94700000\t94800000\n")
        partner = {
            "id": other, "name": other.title(), "key": "partner.pub",
            "bundles": f"received/{other}.*.straits", "country": None,
        }  # fmt: skip
        path = side.write(
            _CARRIERS[country], partner=partner, profile="inside", callable="covered.bed",
            name=country.title(),
        )  # fmt: skip
        studies.ingest(path, side.store)
        sides[country] = side
    for country in OTHER:
        _send(sides[country])
    for country, other in OTHER.items():
        _take(sides[country], sides[other].folder / "first.straits")


def _send(side: PartnerStudy) -> None:
    folder = side.folder
    (folder / "alleles.txt").write_text("\n".join(ALLELES))
    state = ("--state", folder / "state")
    make = ("--variants", folder / "alleles.txt", "--name", "first", "--purpose", "To compare")
    keys = ("--sender", folder / "own.pub", "--to", folder / "partner.pub")
    draft = folder / "first.draft"
    _done("bundle", "make", "--store", side.store, *state, *make, *keys, draft)
    _done("bundle", "sign", draft, "--key", folder / "own.key", *state)


def _take(side: PartnerStudy, arrived: Path) -> None:
    study = ("--study", side.folder / "study.yaml", "--store", side.store)
    _done("bundle", "open", arrived, *study, "--now", "--files-from", "/")


def _done(*arguments: str | Path) -> None:
    done = studies.command(*arguments)
    assert done.returncode == 0, done.stdout + done.stderr
