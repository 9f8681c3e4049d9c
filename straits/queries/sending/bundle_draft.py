"""A bundle before it is signed: a file to look at, which nobody can take for a signed one."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl

from straits.bundles import bundle_manifest, bundle_tables, canonical_json, sealing, tar_files
from straits.bundles.bundle_keys import PublicKey, SecretKey, read_public, spelt
from straits.bundles.bundle_manifest import BundleManifest
from straits.errors import BundleError
from straits.queries.sending import draft_contents, told_again
from straits.queries.sending.bundle_plan import BundlePlan
from straits.queries.sending.planned_group import PlannedGroup
from straits.store import GroupKey, Membership, SentBefore, SentBundle, SentLedger, Store

DRAFT = ".draft"
_FORMAT = 1
_MOST_BYTES = 1 << 30
_DRAFT = "draft.json"


@dataclass(frozen=True)
class Addressed:
    """From whom to whom, how long, and what for.

    lineage
        Each bundle of one replaces the one before it.
    """

    lineage: str
    country: str
    sender: PublicKey
    recipients: tuple[PublicKey, ...]
    valid_until: date
    permit: str
    purpose: str


@dataclass(frozen=True)
class BundleDraft:
    """What is looked at before it is signed."""

    manifest: BundleManifest
    tables: Mapping[str, pl.DataFrame]
    recipients: tuple[PublicKey, ...]
    sent: SentBundle


def draft(store: Store, ledger: SentLedger, plan: BundlePlan, to: Addressed) -> BundleDraft:
    """Return what would be signed; the ledger keeps of whom it would tell.

    Raises BundleError for an address that cannot be, and where the ledger cannot be written.
    """
    known = ledger.bundles()
    before = [bundle for bundle in known if bundle.lineage == to.lineage]
    last = before[-1] if before else None
    if last is not None and last.study != store.study.name:
        raise BundleError(f"Bundles of {to.lineage} are of the study {last.study!r}.")
    if to.valid_until < datetime.now(UTC).date():
        raise BundleError(
            f"A bundle that is valid until {to.valid_until} would tell nobody anything: that day "
            "is over. Name a later one."
        )
    if to.valid_until > to.sender.valid_until:
        raise BundleError(
            f"The key of {to.sender.name} is valid until {to.sender.valid_until}, so that the "
            "bundle cannot be valid for longer. Shorten it, or make a new key."
        )
    tables = draft_contents.tables(store, plan)
    manifest = BundleManifest.model_validate(
        {
            **draft_contents.said_of_study(store, plan),
            "format": bundle_manifest.FORMAT,
            "country": to.country,
            "lineage": to.lineage,
            "sequence": last.sequence + 1 if last else 1,
            "previous": last.manifest if last else None,
            "created": datetime.now(UTC).replace(microsecond=0),
            "valid_until": to.valid_until,
            "revokes": None,
            "terms": {
                **draft_contents.terms(store, plan),
                "permit": to.permit,
                "purpose": to.purpose,
            },
            "recipients": tuple(sorted(each.fingerprint for each in to.recipients)),
            "sender": {"name": to.sender.name, "key": to.sender.fingerprint},
            "files": tuple(sealing.packed(tables)),
        }
    )
    groups = [each for group in plan.groups for each in _noted(known, group)]
    of_sites = _anew(store, plan)
    for members in (*_of_groups(plan), *of_sites.values()):
        if members.name:
            members.keep_in(ledger)
    groups += [
        SentBefore(*key, each.name, each.n_people, manifest.created.date().isoformat(), 0)
        for key, each in of_sites.items()
    ]
    sent = SentBundle(
        store.study.name, to.lineage, manifest.sequence, manifest.sha256,
        manifest.created.isoformat(), manifest.recipients, plan.wanted.grouping,
        plan.wanted.counted, tuple(groups),
    )  # fmt: skip
    return BundleDraft(manifest, tables, to.recipients, sent)


def write_draft(made: BundleDraft, path: Path) -> None:
    """Write a draft. Raises BundleError where it cannot be written."""
    said = {
        "straits_draft": _FORMAT,
        "manifest": made.manifest.model_dump(mode="json"),
        "recipients": [each.content for each in made.recipients],
        "sent": made.sent.content,
    }
    files = {
        _DRAFT: canonical_json.written(said),
        **{file.path: content for file, content in sealing.packed(made.tables).items()},
    }
    tar_files.write(path, tar_files.tarred(files), 0o600)


def read_draft(path: Path) -> BundleDraft:
    """Return the draft of a file. Raises BundleError for any other file."""
    files = tar_files.untarred(tar_files.content_of(path, _MOST_BYTES))
    try:
        said = canonical_json.read(files.pop(_DRAFT), f"draft {path}")
        manifest = BundleManifest.model_validate(said["manifest"])
        recipients = tuple(
            read_public(canonical_json.written(each).decode()) for each in said["recipients"]
        )
        groups = tuple(SentBefore(**each) for each in said["sent"].pop("groups"))
        to = tuple(said["sent"].pop("recipients"))
        sent = SentBundle(**said["sent"], recipients=to, groups=groups)
    except (KeyError, TypeError, ValueError) as error:
        raise BundleError(f"{path} is no draft of a bundle. Make it again.") from error
    tables = {}
    for file in manifest.files:
        name = Path(file.path).stem
        tables[name] = bundle_tables.read(name, files[file.path], file.rows, _MOST_BYTES)
    made = BundleDraft(manifest, tables, recipients, sent)
    if tuple(sealing.packed(tables)) != manifest.files or sent.manifest != manifest.sha256:
        raise BundleError(f"{path} was changed since it was made. Make it again.")
    return made


def signed(made: BundleDraft, key: SecretKey, ledger: SentLedger) -> bytes:
    """Return the bundle, which the ledger has noted by then as sent.

    Raises BundleError where a group is beyond the limit without an override, where the key is not
    the one that the draft names, or another bundle was signed meanwhile.
    """
    for budget in made.manifest.budgets:
        if budget.power > budget.limit and budget.override is None:
            raise BundleError(
                f"{budget.group} of {budget.call_set} would be told beyond the limit: a test finds "
                f"{budget.power:.0%} of its people. Shorten the lists, or let somebody say by name "
                "that it may: bundle make --override"
            )
    if key.public.fingerprint != made.manifest.sender.key:
        raise BundleError(
            f"The draft is for the key {spelt(made.manifest.sender.key)}, and this one is "
            f"{spelt(key.public.fingerprint)}."
        )
    files = {file.path: content for file, content in sealing.packed(made.tables).items()}
    content = sealing.sealed(made.manifest, files, key, made.recipients)
    ledger.note(made.sent, made.manifest.content, made.tables, made.recipients)
    return content


def _anew(store: Store, plan: BundlePlan) -> Mapping[GroupKey, Membership]:
    """Return who the people of sites' groups are whose phenotypes go anew."""
    return {
        key: each
        for key, each in plan.of_sites.items()
        if not told_again.why_not_anew(each, each.n_people, store)
    }


def _of_groups(plan: BundlePlan) -> Iterator[Membership]:
    """Yield who the people are of groups that go anew, and of each sex that is told apart."""
    for group in plan.groups:
        if group.is_anew:
            yield from (group.membership, *group.by_sex.values())


def _noted(known: Sequence[SentBundle], group: PlannedGroup) -> Iterator[SentBefore]:
    """Yield what the ledger notes of a group, and of each sex that is told apart."""
    part = group.part
    if group.is_anew:
        name = group.membership.name
    elif group.membership.n_changed:
        name = next(iter(group.membership.n_changed))
    else:
        return
    before = [
        sent.n_independent
        for bundle in known
        for sent in bundle.groups
        if (sent.call_set, sent.group, sent.sex, sent.membership)
        == (part.call_set, part.group, "", name)
    ]
    said = part.call_set, part.group
    n_independent = group.n_here + max(before, default=0)
    yield SentBefore(*said, "", name, group.n_told, group.counted_on, n_independent)
    if group.is_anew:
        n_people = {"XX": group.n_xx or 0, "XY": group.n_xy or 0}
        for sex, each in group.by_sex.items():
            yield SentBefore(*said, sex, each.name, n_people[sex], group.counted_on, n_independent)
