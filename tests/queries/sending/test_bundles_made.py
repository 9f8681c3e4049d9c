"""What leaves in a bundle is what is released, as far as it may leave, and is noted as sent."""

from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import polars as pl
import pytest

from straits import queries
from straits.__main__ import main
from straits.bundles import bundle_opening
from straits.bundles.bundle_manifest import Override
from straits.errors import BundleError, QueryError
from straits.exports import safe_csv
from straits.store import SentLedger, Store, open_store
from tests.builders import inside_store
from tests.builders.tiny_bundle import TODAY, key

DENMARK, SINGAPORE = key("Denmark"), key("Singapore")
ALLELE = ["contig", "pos", "ref", "alt"]
NEXT = TODAY.replace(year=TODAY.year + 1)
ABSENT = "chr10-94775000-A-C"  # covered by the genomes, and nobody has it


@cache
def store() -> Store:
    return open_store(inside_store.inside_store())


def wanted(*lists: object, **other: object) -> queries.sending.Wanted:
    """Return a wish for lists; genes of the demo where none is named."""
    named = lists or (queries.sending.of_genes(store(), ["CYP2C19", "SLCO1B1"]),)
    plain = queries.sending.Wanted(tuple(named), "ethnic_group", "all", False, None, {})
    return replace(plain, **other)


def drafted(
    ledger: SentLedger, wish: queries.sending.Wanted, lineage: str = "dk-sg", until: date = NEXT
):
    plan = queries.sending.plan(store(), ledger, wish)
    to = queries.sending.Addressed(
        lineage, "Denmark", DENMARK.public, (SINGAPORE.public,), until, "", ""
    )
    return queries.sending.draft(store(), ledger, plan, to)


def released(call_set: str, group: str) -> pl.DataFrame:
    """Return the sums of a group's shown cells by allele, read plainly."""
    folder = inside_store.inside_store() / "current" / "released"
    place = f"frequencies/call_set_id={call_set}/grouping=ethnic_group/group_id={group}"
    rows = pl.read_parquet(folder / place / "data.parquet", hive_partitioning=False)
    names = pl.read_parquet(folder / "alleles.parquet").select("allele_index", *ALLELE)
    sums = rows.group_by("allele_index").agg(pl.col("n_called", "ac", "an").sum())
    return sums.join(names, on="allele_index")


def test_a_bundle_tells_the_released_cells_and_bands_and_nothing_else(tmp_path: Path) -> None:
    ledger = SentLedger(tmp_path)
    made = drafted(ledger, wanted())
    content = queries.sending.signed(made, DENMARK, ledger)
    cells = bundle_opening.opened(content, SINGAPORE, [DENMARK.public]).tables["cells"]
    assert cells["sex"].is_null().all()
    for (call_set, group), told in cells.group_by("call_set", "group_id"):
        truth = told.join(released(str(call_set), str(group)), on=ALLELE, suffix="_released")
        assert truth.height == told.height
        exact = truth.filter(state="exact")
        for column in ("n_called", "ac", "an"):
            assert (exact[column] == exact[f"{column}_released"]).all()
        fewest = pl.min_horizontal("ac_released", pl.col("an_released") - pl.col("ac_released"))
        assert exact.select(fewest.min()).item() >= 10
        bands = truth.filter(state="range")
        assert bands["an"].n_unique() <= 1  # not that of its own people with a call
        assert bands.select((pl.col("ac_high") - pl.col("ac_low") == 9).all()).item()
        assert bands.select(
            (pl.col("ac_released") <= pl.col("ac_high"))
            | (pl.col("an_released") - pl.col("ac_released") <= 9)
        ).to_series().all()  # fmt: skip


def test_an_allele_that_is_spelt_out_is_listed_whether_or_not_somebody_has_it(
    tmp_path: Path,
) -> None:
    alleles = store().sending.table("alleles")
    rare = released("dk_wgs", "danish").filter(pl.col("ac") == 1, pl.col("contig") == "chr10")
    name = alleles.join(rare.select("allele_index"), on="allele_index")["variant_id"][0]
    text = queries.sending.of_text(store(), "named", f"{name} {ABSENT}")
    plan = queries.sending.plan(store(), SentLedger(tmp_path), wanted(text))
    danish = plan.cells.filter(call_set="dk_wgs")
    assert danish.height == 2
    # One carrier, or none: the two cells are the same.
    assert danish.select(pl.exclude("pos", "ref", "alt")).unique().height == 1
    assert danish["state"].unique().to_list() == ["range"]


def test_an_allele_that_is_found_is_listed_only_where_it_is_told_exactly(tmp_path: Path) -> None:
    plan = queries.sending.plan(store(), SentLedger(tmp_path), wanted())
    n_found = wanted().lists[0].found.height
    exact = plan.cells.filter(state="exact").select(ALLELE).unique()
    assert plan.alleles.height == exact.height < n_found
    assert plan.alleles.join(exact, on=ALLELE, how="anti").is_empty()


def test_sexes_are_told_apart_only_where_both_are_exact(tmp_path: Path) -> None:
    plan = queries.sending.plan(store(), SentLedger(tmp_path), wanted(by_sex=True))
    danish = plan.cells.filter(group_id="danish")
    by_sex = danish.filter(pl.col("sex").is_not_null())
    assert by_sex["state"].unique().to_list() == ["exact"]
    assert by_sex.join(danish.filter(pl.col("sex").is_null()), on=ALLELE, how="semi").is_empty()
    sums = by_sex.group_by(ALLELE).agg(pl.col("ac", "an").sum(), pl.len())
    assert sums["len"].unique().to_list() == [2]
    both = sums.join(released("dk_wgs", "danish"), on=ALLELE, suffix="_released")
    assert (both["ac"] == both["ac_released"]).all()
    # Of fewer people each variant tells more.
    together = queries.sending.plan(store(), SentLedger(tmp_path), wanted())
    assert plan.groups[0].power > together.groups[0].power


def test_what_does_not_fit_leaves_by_a_named_override_alone(tmp_path: Path) -> None:
    ledger = SentLedger(tmp_path)
    everywhere = queries.sending.of_text(
        store(), "everything", "chr1:1-240000000 chr2:1-240000000 chr10:1-130000000"
    )
    pharmacogenes = queries.sending.of_pharmacogenes(store())
    wish = wanted(everywhere, pharmacogenes)
    plan = queries.sending.plan(store(), ledger, wish)
    beyond = [group for group in plan.groups if group.is_beyond]
    assert {group.part.group for group in beyond} >= {"danish", "indian"}
    assert "BEYOND THE LIMIT of 10.0%" in queries.sending.told(plan, "inside")
    assert all(group.fitting == ("pharmacogenes",) for group in beyond)
    with pytest.raises(BundleError, match="beyond the limit"):
        queries.sending.signed(drafted(ledger, wish), DENMARK, ledger)
    assert ledger.bundles() == []
    agreed = Override(by="A. Jensen", reason="agreed with the data protection officer")
    keys = {(group.part.call_set, group.part.group): agreed for group in beyond}
    made = drafted(ledger, replace(wish, overrides=keys))
    content = queries.sending.signed(made, DENMARK, ledger)
    manifest = bundle_opening.opened(content, SINGAPORE, [DENMARK.public]).manifest
    assert {each.group for each in manifest.budgets if each.override == agreed} == {
        group.part.group for group in beyond
    }


def test_what_was_sent_before_counts_to_whomever_it_went(tmp_path: Path) -> None:
    ledger = SentLedger(tmp_path)
    first = drafted(ledger, wanted())
    queries.sending.signed(first, DENMARK, ledger)
    with pytest.raises(BundleError, match="was signed already"):
        queries.sending.signed(first, DENMARK, ledger)
    again = queries.sending.plan(store(), ledger, wanted()).groups[0]
    assert (again.n_here, again.n_changed) == (0, 0)
    assert again.n_before == first.manifest.budgets[0].independent_variants_here
    other = queries.sending.of_genes(store(), ["MTHFR"])
    second = drafted(ledger, wanted(other), "dk-ee")
    budget = second.manifest.budgets[0]
    assert second.manifest.sequence == 1  # of another line of bundles
    assert budget.independent_variants_before == again.n_before > 0
    assert budget.independent_variants_here > 0
    # What took a bundle back told of nobody, and lets a corrected one follow.
    revoked = replace(first.sent, sequence=2, groups=(), grouping="", counted="")
    ledger.note(revoked, b"revoked", {})
    assert drafted(ledger, wanted()).manifest.sequence == 3
    assert queries.sending.before(ledger, "dk-sg") is None
    with pytest.raises(BundleError, match="that day is over"):
        drafted(ledger, wanted(), until=date(2020, 1, 1))
    with pytest.raises(QueryError, match="the few in whom the two differ"):
        queries.sending.plan(store(), ledger, wanted(grouping="ancestry"))


def test_a_ledger_that_was_changed_lets_nothing_leave(tmp_path: Path) -> None:
    ledger = SentLedger(tmp_path)
    queries.sending.signed(drafted(ledger, wanted()), DENMARK, ledger)
    path = tmp_path / "sent.jsonl"
    path.write_text(path.read_text().replace('"n_people": 86', '"n_people": 96'))
    with pytest.raises(BundleError, match="not as it was written from line 1"):
        queries.sending.plan(store(), ledger, wanted())


def test_commands_make_show_and_sign(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    keys = tmp_path / "keys"
    keys.mkdir()
    for name in ("dk", "sg"):
        assert main(["keys", "new", str(keys / name)]) == 0
    of = ["--store", str(inside_store.inside_store()), "--state", str(tmp_path / "state")]
    draft = tmp_path / "one.draft"
    lists = ["--genes", "CYP2C19", "--list", "pharmacogenes", "--list", "clinvar-pathogenic"]
    to = ["--name", "dk-sg", "--sender", str(keys / "dk.pub"), "--to", str(keys / "sg.pub")]
    to += ["--permit", "NVK 2026/1"]
    assert main(["bundle", "plan", *of, *lists]) == 0
    assert not (tmp_path / "state").exists()  # a plan writes nothing
    capsys.readouterr()
    assert main(["bundle", "make", *of, *lists, *to, str(draft)]) == 0
    assert "Nothing has left" in capsys.readouterr().out
    assert main(["bundle", "show", str(draft)]) == 0
    shown = capsys.readouterr().out.splitlines()[1:]
    assert main(["bundle", "show", str(draft), "--cells"]) == 0
    cells = queries.sending.read_draft(draft).tables["cells"]
    assert capsys.readouterr().out.encode() == safe_csv.csv(cells)
    assert main(["bundle", "show", str(draft), "--tables", str(tmp_path / "whole")]) == 0
    assert (tmp_path / "whole" / "cells.csv").read_bytes() == safe_csv.csv(cells)
    assert {path.name for path in (tmp_path / "whole").iterdir()} == {
        "alleles.csv", "callable.csv", "cells.csv", "groups.csv", "manifest.json",
    }  # fmt: skip
    capsys.readouterr()
    sign = ["bundle", "sign", str(draft), "--key", str(keys / "dk.key"), "--state", of[-1]]
    assert main(sign) == 0
    assert "To be sealed for sg (" in capsys.readouterr().out
    assert main(["bundle", "show", str(tmp_path / "one.straits")]) == 2
    assert "--from NAME.pub" in capsys.readouterr().err
    opens = ["--key", str(keys / "sg.key"), "--from", str(keys / "dk.pub")]
    assert main(["bundle", "show", str(tmp_path / "one.straits"), *opens]) == 0
    # What is opened says what was looked at.
    assert capsys.readouterr().out.splitlines()[: len(shown)] == shown
    assert (
        main(["bundle", "sign", str(draft), "--key", str(keys / "sg.key"), "--state", of[-1]]) == 2
    )
    revoked = str(tmp_path / "gone.straits")
    why = ["--name", "dk-sg", "--reason", "A wrong sheet.", "--to", str(keys / "sg.pub")]
    assert main(["bundle", "revoke", revoked, *why, *sign[3:]]) == 0
    capsys.readouterr()
    assert main(["bundle", "show", revoked, *opens]) == 0
    assert "revokes bundle 1: A wrong sheet." in capsys.readouterr().out
    # The sender can say what went to whom, for what, and what was taken back.
    assert main(["bundle", "list", "--state", of[-1]]) == 0
    second, first = capsys.readouterr().out.split("dk-sg 1, made")
    assert "revokes bundle 1: A wrong sheet." in second
    assert "for: sg (" in first
    assert "permit: NVK 2026/1" in first
    assert "purpose: not said" in first
    assert "revokes" not in first
