"""Partners of a study: who sends bundles, by which key, and which files of theirs are read."""

import re
from typing import Any

from pydantic import Field, model_validator

from data_loaders.study.genotype_rule import Part
from data_loaders.study.study_fields import Colour, Country, File, FilesSoFar, Identifier, Text


class Partner(Part):
    """Somebody who sends bundles, and the key that is pinned for them."""

    id: Identifier
    """a short name for the partner, such as denmark"""
    name: Text = ""
    """a name for people; left out, it is the id"""
    country: Country | None = None
    """the country's two letters, such as DK"""
    key: File
    """the partner's public key, a file such as denmark.pub"""
    fingerprint: Text
    """the fingerprint of that key, as the partner read it out: 40 digits, spaces as you like"""
    bundles: FilesSoFar = ()
    """the partner's bundles: a path or pattern such as "received/*.straits", or a list of them"""
    colours: dict[Text, Colour] = Field(default_factory=dict)
    """a colour for each group, in quotes: {Danish: "#0072B2"}"""
    matches: dict[Text, Text] = Field(default_factory=dict)
    """the partner's group of the same ancestry for groups of the study, such as {danish: Danish}"""

    @model_validator(mode="before")
    @classmethod
    def _fill_name(cls, value: Any) -> Any:
        return (
            {"name": value["id"], **value} if isinstance(value, dict) and "id" in value else value
        )

    def grouping(self, name: str) -> str:
        """Return what a grouping of the partner is called here: no grouping of the study is so.

        >>> Partner.model_construct(id="Denmark.v2").grouping("ethnic group")
        'denmark_v2_ethnic_group'
        """
        return re.sub(r"[^a-z0-9]+", "_", f"{self.id}_{name}".lower())

    def place(self, *names: str) -> str:
        """Return the id of a site, or of a site and a call set, of the partner.

        >>> Partner.model_construct(id="dk").place("cph", "WGS 30x")
        'dk.cph.WGS_30x'
        """
        return ".".join([self.id, *(re.sub(r"[^A-Za-z0-9_-]", "_", name) for name in names)])
