"""One figure as it was when a reader pinned it: its drawing, its words and its numbers."""

import hashlib
import json
import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

# Bytes that a pinned view may unfold to.
_MOST = 60_000_000
# Pages on genes of drugs.
_OF_DRUGS = ("pharmacogenes",)


@dataclass(frozen=True)
class Drawn:
    """A figure on one ground.

    spec
        Vega-Lite as JSON, with its data.
    keys
        What its marks stand for: label, colour, shape, whether it is an outline.
    """

    spec: str
    keys: tuple[tuple[str, str, str, bool], ...]


@dataclass(frozen=True)
class PinnedView:
    """A view as its reader saw it.

    page, params, figure
        The page's name, what its address says without the release, and the figure's name on it.
    title, caption
        What was found, and of whom and by which rules.
    light, dark
        As it is drawn on either ground.
    rows
        Its numbers, as the figure's CSV has them: one JSON object per row.
    study, build, release_id, profile, rules, left_out
        Where the numbers are from: under which profile, the checksum of its wording, and without
        which sites.
    n_numbers
        How many numbers the rows tell.
    """

    page: str
    params: Mapping[str, str]
    figure: str
    title: str
    caption: str
    light: Drawn
    dark: Drawn
    rows: str
    study: str
    build: str
    release_id: str
    profile: str
    rules: str
    left_out: tuple[str, ...]
    is_synthetic: bool
    n_numbers: int
    pinned_at: str

    @property
    def foot(self) -> str:
        """What stands small below it on a slide: which data they are."""
        data = f"{self.study}, {self.build}, release {self.release_id}"
        return foot_of(data, self.page, is_synthetic=self.is_synthetic)

    @property
    def view_id(self) -> str:
        """Its name: the hash of all that it holds."""
        return hashlib.sha256(_text(self).encode()).hexdigest()[:16]


def foot_of(data: str, page: str, *, is_synthetic: bool) -> str:
    """Return what stands small below a figure of a page on a slide.

    data
        Study, build and release.

    >>> foot_of("Demo, GRCh38, release r1", "pharmacogenes", is_synthetic=True)
    'Demo, GRCh38, release r1. Synthetic people. For research, not for prescribing. Straits'
    """
    people = " Synthetic people." if is_synthetic else ""
    use = " For research, not for prescribing." if page in _OF_DRUGS else ""
    return f"{data}.{people}{use} Straits"


def folded(view: PinnedView) -> bytes:
    """Return a view as bytes to be kept."""
    return zlib.compress(_text(view).encode(), 6)


def unfolded(content: bytes) -> PinnedView:
    """Return the view that bytes hold. Raises ValueError where they hold none."""
    try:
        unfold = zlib.decompressobj()
        text = unfold.decompress(content, _MOST)
        if not unfold.eof:
            raise ValueError("no whole pinned view")
        told: dict[str, Any] = json.loads(text)
        for name in ("light", "dark"):
            keys = tuple((a, b, c, bool(d)) for a, b, c, d in told[name]["keys"])
            told[name] = Drawn(told[name]["spec"], keys)
        return PinnedView(**{**told, "left_out": tuple(told["left_out"])})
    except (zlib.error, TypeError, KeyError) as error:
        raise ValueError("no pinned view") from error


def _text(view: PinnedView) -> str:
    return json.dumps(asdict(view), sort_keys=True)
