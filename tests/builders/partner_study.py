"""A study of one call set that a partner's bundle arrives at, and both sides' keys."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from straits.bundles import bundle_keys
from straits.bundles.bundle_keys import SecretKey
from tests.builders import studies
from tests.builders.studies import record
from tests.builders.tiny_bundle import ALLELES, TinyBundle, key

N_PEOPLE = 60  # of each of the study's groups, Malay and Danish
PLACES = [f"{each['contig']} {each['pos']} {each['ref']} {each['alt']}" for each in ALLELES]
DENMARK = "denmark.copenhagen.wgs"
GROUPING = "denmark_self_reported"


@dataclass(frozen=True)
class PartnerStudy:
    """The study's folder, with the keys of both sides."""

    folder: Path
    own: SecretKey
    partner: SecretKey

    @property
    def store(self) -> Path:
        """Where it is read into."""
        return self.folder / "store"

    def receive(self, made: TinyBundle | None = None, name: str = "one.straits") -> Path:
        """Put a bundle of the partner where the study looks for them."""
        bundle = made or self.bundle()
        path = self.folder / "received" / name
        path.write_bytes(bundle.sealed())
        return path

    def bundle(self, **fields: Any) -> TinyBundle:
        """Return a bundle of the partner, to this study."""
        return TinyBundle(sender=self.partner, recipients=[self.own], **fields)

    def write(self, hets: Mapping[int, tuple[int, int]] | None = None, **keys: Any) -> Path:
        """Write the study file. hets: heterozygotes of Malay and Danish at each of PLACES."""
        carriers = hets or {0: (20, 6), 1: (12, 3)}
        lines = [
            record(
                PLACES[place],
                " ".join(
                    ["0/1"] * malay + ["0/0"] * (N_PEOPLE - malay)
                    + ["0/1"] * danish + ["0/0"] * (N_PEOPLE - danish)
                ),
            )
            for place, (malay, danish) in carriers.items()
        ]  # fmt: skip
        names = [f"S{number}" for number in range(2 * N_PEOPLE)]
        (self.folder / "calls.vcf").write_text(studies.vcf_text(names, studies.in_order(lines)))
        partner = {
            "id": "denmark", "name": "Denmark", "country": "DK", "key": "denmark.pub",
            "fingerprint": bundle_keys.spelt(self.partner.public.fingerprint),
            "bundles": "received/*.straits", **keys.pop("partner", {}),
        }  # fmt: skip
        labels = {"XX": "Malay", "XY": "Danish"}
        study = {
            "partners": [partner],
            "bundle_key": "own.key",
            "purposes": ["HMB", "GRU"],
            "groupings": {"ethnic_group": {"column": "sex", "labels": labels}},
            **keys,
        }
        sexes = {name: "XX" if at < N_PEOPLE else "XY" for at, name in enumerate(names)}
        return studies.one_call_set(self.folder, ["calls.vcf"], sexes, **study)


def partner_study(folder: Path) -> PartnerStudy:
    """Make keys of both sides and write them into a folder."""
    made = PartnerStudy(folder, key("singapore"), key("denmark"))
    (folder / "received").mkdir(parents=True)
    bundle_keys.write(made.own, folder, "own")
    bundle_keys.write(made.partner, folder, "denmark")
    (folder / "denmark.key").unlink()
    return made
