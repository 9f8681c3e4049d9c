"""The demo as two studies, each with keys of its own and a place for what the other sends it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

from demo.populations import INFERRED
from demo.two_countries import write_demo
from straits.bundles import bundle_keys
from straits.bundles.bundle_keys import PublicKey

_COUNTRIES = {"denmark": "DK", "singapore": "SG"}
_TERMS = {"terms": ["GRU"], "words": "Invented people; to be used as real ones would be."}
_VALID_FOR = timedelta(days=730)


def write_studies(folder: Path, scale: str = "default", seed: int = 1) -> list[Path]:
    """Write the raw files of the demo, and for each country its study file and its keys.

    Returns the paths of the study files, such as denmark.yaml. Each has the profile `inside`, and
    the other country as its partner, of whom nothing has arrived yet. scale, seed: see
    demo.two_countries. Keys that are there already stay.
    """
    whole = yaml.safe_load(write_demo(folder, scale, seed).read_text())
    keys = {country: _key(folder, country) for country in _COUNTRIES}
    return [_write(folder, country, whole, keys) for country in _COUNTRIES]


def _key(folder: Path, country: str) -> PublicKey:
    path = folder / f"{country}.pub"
    if not path.exists():
        until = datetime.now(UTC).date() + _VALID_FOR
        bundle_keys.write(bundle_keys.new(country.title(), until), folder, country)
    return bundle_keys.read_public(path)


def _write(folder: Path, country: str, whole: dict[str, Any], keys: dict[str, PublicKey]) -> Path:
    site = next(site for site in whole["sites"] if site["id"] == country)
    other = next(each for each in _COUNTRIES if each != country)
    reported = whole["groupings"]["ethnic_group"]
    here = [group for group in reported["order"] if (group == "danish") == (country == "denmark")]
    known = {*here, *(INFERRED[group] for group in here)}
    partner = {
        "id": other,
        "name": other.title(),
        "country": _COUNTRIES[other],
        "key": f"{other}.pub",
        "fingerprint": bundle_keys.spelt(keys[other].fingerprint),
        "bundles": f"received_by_{country}/{other}.*.straits",
    }
    study = {
        **whole,
        "name": f"{country.title()}, a synthetic demo",
        "description": f"{whole['description']} {other.title()} is a study of its own.",
        "profile": "inside",
        "purposes": ["GRU"],
        "bundle_key": f"{country}.key",
        "groupings": whole["groupings"]
        | {
            "ethnic_group": reported
            | {"order": here}
            | {
                key: {group: reported[key][group] for group in here}
                for key in ("labels", "colours")
            }
        },
        "sites": [site | {"data_use": _TERMS}],
        "panels": [
            panel | {"matches": {own: to for own, to in panel["matches"].items() if own in known}}
            for panel in whole["panels"]
        ],
        "partners": [partner],
    }
    path = folder / f"{country}.yaml"
    path.write_text(yaml.safe_dump(study, sort_keys=False, allow_unicode=True, width=100))
    return path
