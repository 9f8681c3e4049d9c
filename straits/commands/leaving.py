"""The commands that plan, make, show and sign what leaves: for the custodian of a store."""

import argparse
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

_VALID_FOR = timedelta(days=365)


def add(actions: Any) -> None:
    """Add `plan`, `make` and `sign` to the actions of `bundle`."""
    plan = actions.add_parser("plan", help="tell what a bundle would tell, and whether it fits")
    _add_wanted(plan)
    plan.set_defaults(run=_plan)
    make = actions.add_parser("make", help="write a draft, to be looked at and signed")
    _add_wanted(make)
    make.add_argument(
        "draft", type=Path, nargs="?", metavar="NAME.draft",
        help="file to write (among those that the page Bundles shows)",
    )  # fmt: skip
    make.add_argument("--name", required=True, help="of this line of bundles, such as dk-to-sg")
    make.add_argument(
        "--sender", type=Path, required=True, metavar="NAME.pub", help="whose key will sign it"
    )
    make.add_argument(
        "--to", type=Path, action="append", default=[], metavar="PARTNER.pub",
        help="who can open it; as often as needed. Without, all can, which only an open study may",
    )  # fmt: skip
    make.add_argument("--valid-until", type=date.fromisoformat, metavar="DAY", help="(a year)")
    make.add_argument("--country", default="", help="of the people, as partners read it")
    make.add_argument("--permit", default="", help="number or words of the permit")
    make.add_argument("--purpose", default="", help="what it is sent for, in words")
    make.set_defaults(run=_make)
    sign = actions.add_parser(
        "sign",
        help="sign and seal a draft, which is then noted as sent",
        description="Print what leaves, sign and seal it. What is signed counts as sent.",
    )
    sign.add_argument("draft", type=Path, metavar="NAME.draft")
    sign.add_argument("--key", type=Path, required=True, metavar="NAME.key")
    sign.add_argument("--state", type=Path, required=True, help="folder that says what was sent")
    sign.add_argument("--out", type=Path, metavar="NAME.straits", help="(beside the draft)")
    sign.set_defaults(run=_sign)


def _add_wanted(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--store", type=Path, required=True, help="folder of the store")
    parser.add_argument("--state", type=Path, required=True, help="folder that says what was sent")
    parser.add_argument("--genes", help="a list of genes, or a file of one")
    parser.add_argument("--regions", help="regions such as chr1:1000-2000, or a file of them")
    parser.add_argument(
        "--variants", type=Path, action="append", default=[], metavar="FILE",
        help="alleles that somebody else lists: a VCF, or chr1-1000-A-G line by line",
    )  # fmt: skip
    parser.add_argument(
        "--list", action="append", default=[], choices=["pharmacogenes", "clinvar-pathogenic"],
        help="the positions that define pharmacogenes, or what ClinVar says is pathogenic",
    )  # fmt: skip
    parser.add_argument(
        "--phenotype", action="append", default=[], metavar="ID",
        help="a phenotype by group, as pages tell it; as often as needed",
    )  # fmt: skip
    parser.add_argument("--grouping", help="which grouping of people (the first of the study)")
    parser.add_argument("--people", choices=["all", "unrelated"], default="all", help="(all)")
    parser.add_argument("--by-sex", action="store_true", help="sexes apart where both are enough")
    parser.add_argument("--call-set", action="append", metavar="ID", help="(all of the study)")
    parser.add_argument(
        "--override", action="append", default=[], metavar="CALL_SET/GROUP=NAME: REASON",
        help="let a group go beyond the limit, in somebody's name",
    )  # fmt: skip
    parser.add_argument(
        "--withdraw", action="append", default=[], metavar="CALL_SET/GROUP=NAME: REASON",
        help="leave a group out that was sent before, in somebody's name, which the bundle says",
    )  # fmt: skip


def _planned(options: argparse.Namespace) -> tuple[Any, Any, Any]:
    from straits import queries
    from straits.store import SENT_FOLDER, SentLedger, open_store

    store = open_store(options.store)
    ledger = SentLedger(options.state / SENT_FOLDER)
    wanted = queries.sending.Wanted(
        tuple(_lists(store, options)),
        options.grouping or queries.sending.first_grouping(store),
        options.people,
        options.by_sex,
        tuple(options.call_set) if options.call_set else None,
        dict(_named_decision("--override", text) for text in options.override),
        tuple(options.phenotype),
        dict(_named_decision("--withdraw", text) for text in options.withdraw),
    )
    return store, ledger, queries.sending.plan(store, ledger, wanted)


def _lists(store: Any, options: argparse.Namespace) -> list[Any]:
    from straits import queries
    from straits.commands.read_lists import text_of
    from straits.errors import QueryError

    found = []
    if options.genes:
        names = queries.comparison.names_in(text_of(options.genes))
        found.append(queries.sending.of_genes(store, names))
    if options.regions:
        found.append(queries.sending.of_text(store, "regions", text_of(options.regions)))
    for path in options.variants:
        found.append(queries.sending.of_text(store, path.name, text_of(str(path))))
    if "pharmacogenes" in options.list:
        found.append(queries.sending.of_pharmacogenes(store))
    if "clinvar-pathogenic" in options.list:
        from data_loaders.annotations.clinvar import pathogenic_alleles

        alleles = pathogenic_alleles(store.study.build)
        found.append(queries.sending.of_reference("clinvar-pathogenic", alleles))
    if not found:
        raise QueryError(
            "A bundle tells of named lists: name --genes, --regions, --variants or --list."
        )
    return found


def _named_decision(option: str, text: str) -> tuple[tuple[str, str], Any]:
    from straits.bundles.bundle_manifest import Override
    from straits.errors import QueryError

    key, _, said = text.partition("=")
    call_set, _, group = key.partition("/")
    by, _, reason = said.partition(":")
    if not (call_set and group and by.strip() and reason.strip()):
        raise QueryError(
            f"{option} {text!r}: expected CALL_SET/GROUP=NAME: REASON, as "
            "dk_wgs/danish='A. Jensen: agreed on 2026-11-30'."
        )
    return (call_set, group), Override(by=by.strip(), reason=reason.strip())


def _plan(options: argparse.Namespace) -> int:
    from straits import queries

    store, _, plan = _planned(options)
    print(queries.sending.told(plan, store.profile.label))
    return 1 if any(group.is_beyond for group in plan.groups) else 0


def _make(options: argparse.Namespace) -> int:
    from straits import queries
    from straits.bundles import bundle_keys

    store, ledger, plan = _planned(options)
    until = options.valid_until or datetime.now(UTC).date() + _VALID_FOR
    to = queries.sending.Addressed(
        options.name,
        options.country,
        bundle_keys.read_public(options.sender),
        tuple(bundle_keys.read_public(path) for path in options.to),
        until,
        options.permit,
        options.purpose,
    )
    made = queries.sending.draft(store, ledger, plan, to)
    draft = options.draft or ledger.folder / f"{options.name}{queries.sending.DRAFT}"
    queries.sending.write_draft(made, draft)
    print(queries.sending.told(plan, store.profile.label))
    print(f"Written to {draft}. Nothing has left. Look at it, and sign it:")
    print(f"  python -m straits bundle show {draft}")
    print(f"  python -m straits bundle sign {draft} --key NAME.key --state {options.state}")
    return 0


def _sign(options: argparse.Namespace) -> int:
    from straits import queries
    from straits.bundles import bundle_keys, sealing, tar_files
    from straits.store import SENT_FOLDER, SentLedger

    made = queries.sending.read_draft(options.draft)
    print(f"To be sealed {queries.sending.addressed(made.recipients)}:")
    print(queries.sending.summary(made.manifest))
    print(queries.sending.sample(made.tables))
    ledger = SentLedger(options.state / SENT_FOLDER)
    content = queries.sending.signed(made, bundle_keys.read_secret(options.key), ledger)
    out = options.out or options.draft.with_suffix(sealing.SUFFIX)
    tar_files.write(out, content, 0o644)
    print(
        f"{out}: bundle {made.manifest.sequence} of {made.manifest.lineage}, {len(content):,} bytes"
    )
    for key in made.recipients:
        print(f"  for {key.name}, {bundle_keys.spelt(key.fingerprint)}")
    return 0
