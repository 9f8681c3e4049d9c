"""A call set's files by their headers and first lines: what they are, and how long they take."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from data_loaders.study.study_reading import CallSet, Study
from data_loaders.vcf.bgzf.blocks import ByteSource
from data_loaders.vcf.header import Header, parse_header
from data_loaders.vcf.header_build import check_build
from data_loaders.vcf.header_text import header_text
from data_loaders.vcf.quality_marks import check_marks
from straits.errors import InputError

# Inflated bytes that one core ingests in a second, measured on the 23 files of 1000 Genomes, of GT
# alone; and how much longer the same number of bytes takes in a BCF, which becomes text first.
_TEXT_PER_SECOND, _BCF_FACTOR = 100e6, 2.6
# So much of a file is inflated to learn how far it is compressed.
_TRIED = 4 << 20
_FORMAT = 8


@dataclass(frozen=True)
class HeaderChecked:
    """One file of a call set, of which no genotype was read.

    kind
        VCF or BCF.
    n_bytes
        As it lies on disk.
    seconds
        What one core is likely to need for it.
    format_fields
        The FORMAT of its first record; empty for a BCF or a file without records.
    """

    path: Path
    kind: str
    n_bytes: int
    seconds: float
    samples: tuple[str, ...]
    format_fields: tuple[str, ...]


def check_file(study: Study, call_set: CallSet, path: Path) -> HeaderChecked:
    """Read the header of a file and a few megabytes after it.

    Raises InputError for a file that is none, of another build, or without what the call set's
    genotype rule needs.
    """
    with ByteSource(path) as source:
        text, rest, is_binary = header_text(source)
        tried = np.empty(_TRIED, np.uint8)
        n_tried = source.read_into(tried, 0, _TRIED)
        n_used = source.offset()
    header = parse_header(path, text)
    check_build(header, study.build)
    fields = () if is_binary else _first_format(rest.tobytes() + tried[:n_tried].tobytes())
    _check_rule(call_set, header, fields)
    n_bytes = path.stat().st_size
    inflated = (len(text) + rest.size + n_tried) * n_bytes / max(n_used, 1)
    seconds = inflated / _TEXT_PER_SECOND * (_BCF_FACTOR if is_binary else 1)
    kind = "BCF" if is_binary else "VCF"
    return HeaderChecked(path, kind, n_bytes, seconds, header.samples, fields)


def _first_format(lines: bytes) -> tuple[str, ...]:
    columns = lines.split(b"\n", 1)[0].split(b"\t", _FORMAT + 1)
    if len(columns) <= _FORMAT:
        return ()
    return tuple(columns[_FORMAT].decode("utf-8", "replace").split(":"))


def _check_rule(call_set: CallSet, header: Header, fields: tuple[str, ...]) -> None:
    """Refuse a file that does not declare GT, or a field that the genotype rule needs."""
    rule = call_set.genotype_rule
    check_marks(header, call_set.min_r2, rule.ft is not None and rule.when_absent == "error")
    declared = {line.split("ID=", 1)[1].split(",")[0] for line in header.lines if _is_format(line)}
    needed = {"GQ": rule.min_gq, "DP": rule.min_dp, "AD": rule.het_ab}
    lacking = [name for name, limit in needed.items() if limit is not None and name not in declared]
    if lacking and rule.when_absent == "error" and not {*lacking} <= {*fields}:
        raise InputError(
            f"{header.path}: the genotype rule {rule.name!r} of the call set {call_set.id} needs "
            f"{' and '.join(lacking)}, which its header does not declare. Set `genotype_rule: "
            "none`, or `when_absent: keep` within the rule, in the study file."
        )


def _is_format(line: str) -> bool:
    return line.startswith("##FORMAT=<") and "ID=" in line
