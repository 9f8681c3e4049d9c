"""What was sent, to whom, for what and how long, as the ledger keeps it."""

from collections.abc import Mapping

import polars as pl

from straits.bundles.bundle_keys import spelt
from straits.store import SentLedger


def sent_bundles(ledger: SentLedger) -> pl.DataFrame:
    """Return one row per bundle that was signed, the last first.

    Columns: lineage, sequence, created (a day, UTC), recipients (names and fingerprints), permit,
    purpose, terms, valid_until, revokes (which number, and why; empty for others), n_groups,
    manifest (its SHA-256).
    Raises BundleError where something of it is gone, or not as it was written.
    """
    rows = []
    for bundle in reversed(ledger.bundles()):
        said = ledger.manifest(bundle)
        revoked = said.revokes
        n_groups = len([group for group in bundle.groups if group.is_of_call_set])
        rows.append(
            (
                bundle.lineage, bundle.sequence, bundle.created[:10],
                _named(ledger.recipients(bundle)), said.terms.permit, said.terms.purpose,
                " ".join(filter(None, (", ".join(said.terms.duo), said.terms.text))),
                said.valid_until.isoformat(),
                f"bundle {revoked.sequence}: {revoked.reason}" if revoked else "",
                n_groups, bundle.manifest,
            )
        )  # fmt: skip
    texts = ("created", "recipients", "permit", "purpose", "terms", "valid_until", "revokes")
    schema = {
        "lineage": pl.String, "sequence": pl.Int64, **dict.fromkeys(texts, pl.String),
        "n_groups": pl.Int64, "manifest": pl.String,
    }  # fmt: skip
    return pl.DataFrame(rows, schema=schema, orient="row")


def sent_in_words(ledger: SentLedger) -> str:
    """Return what was sent, the last first, as lines that a custodian reads."""
    lines = []
    for row in sent_bundles(ledger).iter_rows(named=True):
        lines.append(f"{row['lineage']} {row['sequence']}, made {row['created']}")
        lines += [
            f"    {what}: {row[name] or 'not said'}"
            for what, name in (
                ("for", "recipients"), ("permit", "permit"), ("purpose", "purpose"),
                ("terms", "terms"), ("until", "valid_until"),
            )
        ]  # fmt: skip
        if row["revokes"]:
            lines.append(f"    revokes {row['revokes']}")
    return "\n".join(lines) or "Nothing was signed yet."


def _named(recipients: Mapping[str, str]) -> str:
    if not recipients:
        return "anybody, not encrypted"
    return ", ".join(
        f"{name or 'a key without a name here'} ({spelt(fingerprint)})"
        for fingerprint, name in recipients.items()
    )
