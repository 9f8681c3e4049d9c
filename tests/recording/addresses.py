"""What is opened and asked: the lines of addresses.txt and commands.txt, written out."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl

_HERE = Path(__file__).parent

_GROUPS = {
    "danish": "ethnic_group/danish@dk_wgs",
    "chinese": "ethnic_group/chinese@sg_wgs",
    "malay": "ethnic_group/malay@sg_wgs",
    "indian": "ethnic_group/indian@sg_wgs",
    "chinese_exome": "ethnic_group/chinese@sg_exome",
    "indian_exome": "ethnic_group/indian@sg_exome",
    "pooled_chinese": "ethnic_group/chinese",
    "european": "ancestry/european@dk_wgs",
    "east_asian": "ancestry/east_asian@sg_wgs",
    "southeast_asian": "ancestry/southeast_asian@sg_wgs",
    "south_asian": "ancestry/south_asian@sg_wgs",
    "everyone_dk": "everyone/everyone@dk_wgs",
    "everyone_sg": "everyone/everyone@sg_wgs",
    "eur": "panel/eur@panel",
    "eas": "panel/eas@panel",
    "sas": "panel/sas@panel",
    **{name: f"superpopulation/{name}@phase3" for name in ("AFR", "EAS", "EUR", "SAS")},
    **{name: f"population/{name}@phase3" for name in ("YRI", "CEU")},
}
# What an address holds whole is made of these by the command line.
SENTENCES = {
    "over_50": "age above 50",
    "diabetes": "ever type_2_diabetes",
    "carriers": "carries chr12-111803962-G-A",
    "gene_carriers": "carries an allele in LDLR of class lof, missense",
    "matched": "matched 1 to 1 on ethnic_group, sex, age within 5 years to (ever type_2_diabetes)",
    "everyone": "everyone",
    "women": "sex is XX",
    "few": "ethnic_group is danish and age above 85 and ever gout",
    "nobody": "sex is XX and sex is XY",
    "unknown_phenotype": "ever nosuch",
}
# A link that somebody has copied must go on working: malay and age above 50.
OLD_LINK = (
    "~q1bKzsxLUbJSSgSSOkoFiUUlxUpW0dVK6UX5pQWZeelAqdSSjLzM5HiwCFANmAYpUspNzEmsVIrVgZkBUVGrU62U"
    "mJRflqpkZWqgZwCXTUxPVaqNrQUA"
)
# Paths of dashboard.py.
ROUTES = (
    "/v/rs671", "/v/chr2-135851076-G-A", "/g/MCM6", "/g/a%26r%3D1", "/search?q=LCT",
    "/search?q=RS671", "/search?q=chr2:135851076:G:A", "/search?q=X:100-200", "/search?q=chr99:1-2",
    "/search?q=//elsewhere.org/", "/search?q=", "/search?q=hg19 chr10:96541616 G>A",
    "/search?q=NM_000769.4:c.681G>A", "/search?q=CYP2C19 p.Pro227=", "/search?q=12",
    "/suggest?q=cyp2", "/suggest?q=rs42", "/suggest?q=alcohol", "/suggest?q=", "/suggest?q=chr2",
    "/suggest?q=nosuch", "/suggest?q=ENSG00000076003", "/suggest?q=cyp&r=20200101-000000-0000",
)  # fmt: skip


@dataclass(frozen=True)
class Address:
    """A page with what stands in its address; `line` names it in a recording."""

    line: str
    store: str
    page: str
    params: Mapping[str, str]
    with_pictures: bool


def addresses(links: Mapping[str, str]) -> list[Address]:
    """Return the lines of addresses.txt in order.

    links
        The link of each of SENTENCES.
    """
    groups = {name: f"group:{path}" for name, path in _GROUPS.items()}
    known = {**groups, **links, "old_link": OLD_LINK}
    return [_address(line, known) for line in _lines("addresses.txt")]


def commands() -> list[str]:
    """Return the lines of commands.txt in order; an empty one has no words at all."""
    return _lines("commands.txt")


def _address(line: str, known: Mapping[str, str]) -> Address:
    asked, _, pictures = line.partition(" pictures")
    store, _, rest = asked.partition(" ")
    page, _, query = rest.partition("?")
    params = {name: value.format_map(known) for name, value in parse_qsl(query)}
    return Address(line, store, page, params, pictures == "" and line.endswith(" pictures"))


def _lines(name: str) -> list[str]:
    text = (_HERE / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]
