"""The demo as two studies, each with a place for what the other sends it."""

from pathlib import Path
from typing import Any

import yaml

from demo.populations import INFERRED
from demo.two_countries import write_demo

COUNTRIES = ("denmark", "singapore")
_TERMS = {"terms": ["GRU"], "words": "Invented people; to be used as real ones would be."}


def write_studies(folder: Path, scale: str = "default", seed: int = 1) -> list[Path]:
    """Write the raw files of the demo, and a study file for each country; returns their paths.

    Each has the profile `inside`, and names the other as its partner once the other's public key
    lies beside it: see `pin`. scale, seed: see demo.two_countries.
    """
    whole = yaml.safe_load(write_demo(folder, scale, seed).read_text())
    return [_write(folder, country, whole) for country in COUNTRIES]


def pin(folder: Path, country: str, fingerprint: str) -> None:
    """Let a country's study name the other's key and bundles.

    fingerprint
        Of the other's key, as it was read out.
    """
    path = folder / f"{country}.yaml"
    study = yaml.safe_load(path.read_text())
    other = next(each for each in COUNTRIES if each != country)
    study |= {
        "bundle_key": f"{country}.key",
        "purposes": ["GRU"],
        "partners": [
            {
                "id": other,
                "name": other.title(),
                "country": {"denmark": "DK", "singapore": "SG"}[other],
                "key": f"{other}.pub",
                "fingerprint": fingerprint,
                "bundles": f"received_by_{country}/*.straits",
                # What both have, inferred on the same axes.
                "matches": {"east_asian": "east_asian"},
            }
        ],
    }
    _save(path, study)


def _write(folder: Path, country: str, whole: dict[str, Any]) -> Path:
    site = next(site for site in whole["sites"] if site["id"] == country)
    others = next(each for each in COUNTRIES if each != country).title()
    study = {
        **whole,
        "name": f"{country.title()}, a synthetic demo",
        "description": f"{whole['description']} {others} is a study of its own.",
        "profile": "inside",
        "sites": [site | {"data_use": _TERMS}],
    }
    reported = whole["groupings"]["ethnic_group"]
    here = [group for group in reported["order"] if (group == "danish") == (country == "denmark")]
    study["groupings"] = whole["groupings"] | {
        "ethnic_group": reported
        | {"order": here}
        | {key: {group: reported[key][group] for group in here} for key in ("labels", "colours")}
    }
    inferred = [INFERRED[group] for group in here]
    known = {*here, *inferred}
    study["panels"] = [
        panel | {"matches": {own: to for own, to in panel["matches"].items() if own in known}}
        for panel in whole["panels"]
    ]
    path = folder / f"{country}.yaml"
    _save(path, study)
    return path


def _save(path: Path, study: dict[str, Any]) -> None:
    path.write_text(yaml.safe_dump(study, sort_keys=False, allow_unicode=True, width=100))
