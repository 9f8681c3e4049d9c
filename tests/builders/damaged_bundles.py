"""Bundles that were damaged, swapped, or made to deceive, and why each is refused."""

import hashlib
import io
import tarfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pyrage

from straits.bundles import bundle_tables, canonical_json, tar_files
from tests.builders.partner_study import PartnerStudy
from tests.builders.tiny_bundle import TinyBundle, band, cell, key

_NOW = datetime.now(UTC)


def parts(study: PartnerStudy, made: TinyBundle) -> dict[str, bytes]:
    """Return the parts of a bundle that was sealed."""
    with tarfile.open(fileobj=io.BytesIO(study.own.opened(made.sealed()))) as tar:
        return {member.name: tar.extractfile(member).read() for member in tar}  # type: ignore[union-attr]


def packed(study: PartnerStudy, files: dict[str, bytes]) -> bytes:
    """Return parts as somebody packs and encrypts them who has the receiver's public key."""
    to = pyrage.x25519.Recipient.from_str(study.own.public.opens)
    return pyrage.encrypt(tar_files.tarred(files), [to])


def signed(study: PartnerStudy, held: dict[str, bytes], **said: Any) -> bytes:
    """Return parts with a manifest that is true of them, signed by the partner."""
    named = [
        {"path": name, "rows": pq.read_metadata(pa.BufferReader(content)).num_rows,
         "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest(),
         "columns": list(bundle_tables.columns(name.removesuffix(".parquet")))}
        for name, content in held.items() if name.endswith(".parquet")
    ]  # fmt: skip
    values = study.bundle().manifest().model_dump(mode="json") | {"files": named} | said
    manifest = canonical_json.written(values)
    sealed = {"manifest.json": manifest, "signature": study.partner.sign(manifest)}
    return packed(study, sealed | {name: held[name] for name in held if name not in sealed})


def noise() -> str:
    """Return a long text of which no part stands twice."""
    return hashlib.shake_256(b"x").hexdigest(9_000)


def encrypted(study: PartnerStudy, content: bytes) -> bytes:
    """Return an archive as whoever has the receiver's public key encrypts it."""
    return pyrage.encrypt(content, [pyrage.x25519.Recipient.from_str(study.own.public.opens)])


def _tar_of(members: list[tuple[tarfile.TarInfo, bytes]]) -> bytes:
    sink = io.BytesIO()
    with tarfile.open(fileobj=sink, mode="w", format=tarfile.GNU_FORMAT) as tar:
        for member, content in members:
            member.size = len(content) if member.isreg() else 0
            tar.addfile(member, io.BytesIO(content))
    return sink.getvalue()


def _with_member(study: PartnerStudy, name: str, **fields: Any) -> bytes:
    """Return a bundle whose archive holds something more."""
    members = [(tarfile.TarInfo(path), content)
               for path, content in parts(study, study.bundle()).items()]  # fmt: skip
    added = tarfile.TarInfo(name)
    for field, value in fields.items():
        setattr(added, field, value)
    return encrypted(study, _tar_of([*members, (added, b"x")]))


def _gzipped(study: PartnerStudy) -> bytes:
    sink = io.BytesIO()
    with tarfile.open(fileobj=sink, mode="w:gz") as tar:
        member = tarfile.TarInfo("cells.parquet")
        member.size = 50_000_000
        tar.addfile(member, io.BytesIO(b"\0" * member.size))
    return encrypted(study, sink.getvalue())


def swapped(study: PartnerStudy) -> bytes:
    """Return a bundle with the cells of another, which the partner signed too."""
    other = parts(
        study,
        study.bundle(cells=[cell(ac=90), band(), cell(group="faroese"), band(group="faroese")]),
    )
    return packed(study, parts(study, study.bundle()) | {"cells.parquet": other["cells.parquet"]})


def _passed_on(study: PartnerStudy) -> bytes:
    """Return what the partner sent to somebody else, who encrypts it to this study."""
    other = key("estonia")
    made = TinyBundle(sender=study.partner, recipients=[other])
    return encrypted(study, other.opened(made.sealed()))


def _lacking(name: str) -> Callable[[PartnerStudy], bytes]:
    def lacking(study: PartnerStudy) -> bytes:
        files = parts(study, study.bundle())
        return packed(study, {path: files[path] for path in files if path != name})

    return lacking


def _signed_by_another(study: PartnerStudy) -> TinyBundle:
    return TinyBundle(sender=key("denmark"), recipients=[study.own])


def _signed_over(study: PartnerStudy) -> bytes:
    """Return the partner's manifest with the signature of somebody else."""
    files = parts(study, study.bundle())
    return packed(study, files | {"signature": key("x").sign(files["manifest.json"])})


def _saying(**said: Any) -> Callable[[PartnerStudy], bytes]:
    def saying(study: PartnerStudy) -> bytes:
        return signed(study, parts(study, study.bundle()), **said)

    return saying


def _table(name: str, change: Callable[[pl.DataFrame], pl.DataFrame]) -> Callable[..., bytes]:
    """Return a bundle that the partner signed with rows that cannot be."""

    def changed(study: PartnerStudy) -> bytes:
        made = study.bundle()
        arrow = change(made.tables()[name]).to_arrow(compat_level=pl.CompatLevel.oldest())
        sink = io.BytesIO()
        schema = bundle_tables.SCHEMAS[name]
        pq.write_table(arrow.cast(schema) if arrow.schema.names == schema.names else arrow, sink)
        return signed(study, parts(study, made) | {f"{name}.parquet": sink.getvalue()})

    return changed


def _cells(*rows: dict[str, Any]) -> Callable[[PartnerStudy], bytes]:
    return _table("cells", lambda _: pl.DataFrame(rows, pl.Schema(bundle_tables.SCHEMAS["cells"])))


def _many_rows(study: PartnerStudy) -> bytes:
    """Return a table of a few kilobytes that would become gigabytes."""
    sink = io.BytesIO()
    n = 4_000_000
    text = pa.DictionaryArray.from_arrays(pa.array([0] * n, pa.int8()), ["A" * 5_000])
    pq.write_table(pa.table({"list": text}), sink, compression="zstd", use_dictionary=True)
    return signed(study, parts(study, study.bundle()) | {"alleles.parquet": sink.getvalue()})


def _miscounted(study: PartnerStudy) -> bytes:
    files = study.bundle().manifest().model_dump(mode="json")["files"]
    return signed(
        study, parts(study, study.bundle()), files=[{**each, "rows": 9} for each in files]
    )


DAMAGES: dict[str, tuple[Callable[[PartnerStudy], bytes | TinyBundle], str]] = {
    "nothing in it": (lambda study: b"", "It is empty"),
    "something else": (lambda study: b"PK\3\4" + b"x" * 5_000, "not a bundle"),
    "another signed bundle's table": (swapped, "cells.parquet is not what was signed: .* SHA-256"),
    "unsigned": (_lacking("signature"), "no signature"),
    "without manifest": (_lacking("manifest.json"), "no manifest"),
    "without a table": (_lacking("cells.parquet"), "manifest names: cells.parquet is missing"),
    "signed by a key of the same name": (_signed_by_another, "None of the keys"),
    "another's signature": (_signed_over, "None of the keys"),
    "sealed to another": (
        lambda study: TinyBundle(sender=study.partner, recipients=[key("x")]), "another recipient",
    ),
    "passed on by a recipient": (_passed_on, "does not name your key"),
    "opened and left open": (
        lambda study: study.own.opened(study.bundle().sealed()), "somebody else wrapped it",
    ),
    "a path out of the archive": (
        lambda study: _with_member(study, "../../home/user/.ssh/authorized_keys"),
        "authorized_keys', a path to somewhere else",
    ),
    "an absolute path": (
        lambda study: _with_member(study, "/etc/cron.d/x"), "'/etc/cron.d/x', a path",
    ),
    "a link": (
        lambda study: _with_member(study, "link", type=tarfile.SYMTYPE, linkname="/etc/passwd"),
        "no bundle has",
    ),
    "a device": (lambda study: _with_member(study, "zero", type=tarfile.CHRTYPE), "no bundle has"),
    "a table twice": (lambda study: _with_member(study, "cells.parquet"), "no bundle has"),
    "a file more": (lambda study: _with_member(study, "more.parquet"), "not packed|not those"),
    "an archive that unpacks to much": (_gzipped, "not a bundle"),
    "a table that unpacks to much": (_many_rows, "columns of this format|may be read"),
    "a newer format": (_saying(format=2), "format 2, .* Update Straits"),
    "a field more": (_saying(noted="x"), "manifest cannot be: noted"),
    "a count of rows that is not so": (_miscounted, "its manifest says 9"),
    "another sender": (
        _saying(sender={"name": "Denmark", "key": "0" * 40}), "another sender than the key",
    ),
    "another build": (_saying(build="GRCh37"), "of GRCh37, and the study of GRCh38"),
    "terms that forbid the purpose": (
        _saying(terms={"duo": ["CC"], "text": "", "permit": "", "purpose": ""}), "terms forbid",
    ),
    "a clock that is ahead": (
        _saying(created=f"{_NOW + timedelta(hours=5):%Y-%m-%dT%H:%M:%SZ}"), "one of the two clocks",
    ),
    "made before its key": (
        _saying(created=f"{_NOW - timedelta(days=9):%Y-%m-%dT%H:%M:%SZ}"), "the key .* holds from",
    ),
    "the second, after nothing": (_saying(sequence=2), "names none before it"),
    "rows twice": (_cells(cell(), cell(), band()), "two rows of one contig"),
    "ac above an": (_cells(cell(ac=201)), "expected 0 to an, and 201 is there, of 'chr"),
    "an above two of each": (_cells(cell(an=201)), "rows whose an cannot be"),
    "ac below none": (_cells(cell(ac=-1)), "rows whose ac cannot be"),
    "more homozygotes than copies": (_cells(cell(hom_alt=16)), "rows whose hom_alt cannot be"),
    "a band that ends before it begins": (_cells(band(low=9, high=0)), "ac_low cannot be"),
    "a band above an": (_cells(band(low=195, high=204)), "ac_high cannot be"),
    "a band that says nothing": (_cells(band(low=0, high=200)), "ac_high cannot be"),
    "counts of what is withheld": (_cells(cell(state="withheld")), "rows whose n_called cannot"),
    "a state that is none": (_cells(cell(state="rounded")), "rows whose state cannot be"),
    "a sex that is none": (_cells(cell(sex="X")), "rows whose sex cannot be"),
    "a group that nobody named": (_cells(cell(group="thai")), "does not name"),
    "an allele that nobody listed": (_cells(cell(alt="T")), "no list of it names"),
    "an allele that is a formula": (_cells(cell(alt="=1+1")), "rows whose alt cannot be"),
    "a contig that is none": (_cells(cell(contig="chr99")), "rows whose contig cannot be"),
    "columns of another format": (
        _table("cells", lambda frame: frame.drop("haploid_alt")),
        "columns of this format: haploid_alt is missing",
    ),
}  # fmt: skip
