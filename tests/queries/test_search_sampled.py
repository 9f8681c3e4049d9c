"""A hundred search strings of each kind, drawn from studies, in the ways in which people write."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import quote

import polars as pl
import pytest

from straits import queries
from straits.store import open_store
from straits.ui.address import search_destination
from straits.ui.web import suggestions
from tests import repeats
from tests.builders import demo_studies, studies

N_EACH = repeats.times(100)

pytestmark = pytest.mark.repeats
# GRCh38's accession of a contig, by what the NCBI lists (GCF_000001405.40).
ACCESSIONS = {"chr1": "NC_000001.11", "chr6": "NC_000006.12", "chr10": "NC_000010.11"}
ACCESSIONS |= {"chr12": "NC_000012.12", "chr19": "NC_000019.10", "chrX": "NC_000023.11"}


@dataclass(frozen=True)
class Study:
    """A store, and what stands in its files; each is read once for all that is drawn of it."""

    path: Path

    @cached_property
    def alleles(self) -> pl.DataFrame:
        return studies.table(self.path, "alleles")

    @cached_property
    def genes(self) -> pl.DataFrame:
        return studies.table(self.path, "genes")

    @cached_property
    def aliases(self) -> pl.DataFrame:
        """The aliases that mean one gene, and are like a symbol."""
        every = self.genes["gene_symbol"].str.to_lowercase().implode()
        aliases = studies.table(self.path, "gene_aliases").filter(
            # An alias that is another gene's own name means that gene, and MT is a chromosome.
            ~pl.col("alias").str.to_lowercase().is_in(every),
            pl.col("alias").is_unique(),
            pl.col("alias").str.contains(r"^[A-Za-z][A-Za-z0-9]{3,}$"),
        )
        genes = self.genes.select("gene_id", "gene_symbol")
        return aliases.join(genes, on="gene_id", maintain_order="left")

    @cached_property
    def transcripts(self) -> pl.DataFrame:
        transcripts = studies.table(self.path, "transcripts")
        return transcripts.join(self.genes, on="gene_id", maintain_order="left")

    @cached_property
    def described(self) -> pl.DataFrame:
        """The alleles with their consequences."""
        consequences = studies.table(self.path, "consequences")
        return consequences.join(self.alleles, on="allele_index", maintain_order="left")


@pytest.fixture(scope="module")
def demo() -> Study:
    return Study(demo_studies.small_demo_store())


@pytest.fixture(scope="module")
def real(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Study:
    """One real gene: CYP2C19 of 3,202 people of the 1000 Genomes Project."""
    folder, files = tmp_path_factory.mktemp("real"), shared_data / "kg30x_pharmacogenes"
    call_set = {"id": "calls", "files": str(files / "CYP2C19.vcf.gz")}
    samples = {"file": str(files / "20130606_g1k.ped")}
    sites = [{"id": "igsr", "samples": samples, "call_sets": [call_set]}]
    study = {"name": "Real", "build": "GRCh38", "profile": "open", "sites": sites}
    studies.ingest(studies.write_study(folder, study), folder / "store")
    return Study(folder / "store")


# What is typed, and what must be among what is found.
Typed = tuple[str, str]


def around(text: str, chance: random.Random) -> str:
    """Write blanks, quotes or punctuation around a text, as a copy brings them along."""
    before, after = chance.choice(
        [("", ""), (" ", ""), ("", "\n"), ("\t", " "), ('"', '"'), ("“", "”"), ("(", ")"),
         ("", ","), ("", ";"), ("\ufeff", ""), ("\u00a0", "\u00a0")]
    )  # fmt: skip
    return f"{before}{text}{after}"


def cased(text: str, chance: random.Random) -> str:
    return chance.choice([text, text.upper(), text.lower()])


def contig(name: str, chance: random.Random) -> str:
    return chance.choice([name, name.removeprefix("chr"), name.upper(), name.capitalize()])


def number(value: int, chance: random.Random) -> str:
    return chance.choice([f"{value}", f"{value:,}"])


def a_gene(study: Study, chance: random.Random) -> Typed:
    row = study.genes.row(chance.randrange(study.genes.height), named=True)
    symbol, gene_id = row["gene_symbol"], row["gene_id"]
    text = chance.choice([symbol, gene_id, f"{gene_id}.{chance.randint(1, 30)}", f"gene: {symbol}"])
    return cased(text, chance), symbol


def an_alias(study: Study, chance: random.Random) -> Typed:
    row = study.aliases.row(chance.randrange(study.aliases.height), named=True)
    return cased(row["alias"], chance), row["gene_symbol"]


def a_transcript(study: Study, chance: random.Random) -> Typed:
    row = study.transcripts.row(chance.randrange(study.transcripts.height), named=True)
    name = chance.choice([row["transcript_id"], row["refseq_id"] or row["transcript_id"]])
    return cased(chance.choice([name, name.split(".")[0]]), chance), row["gene_symbol"]


def an_rsid(study: Study, chance: random.Random) -> Typed:
    named = study.alleles.filter(pl.col("rsid").is_not_null())
    row = named.row(chance.randrange(named.height), named=True)
    rsid = row["rsid"]
    text = chance.choice([rsid, rsid.upper(), f"rs {rsid[2:]}", f"{rsid}-{row['alt'][:9]}"])
    return text, row["variant_id"]


def an_allele(study: Study, chance: random.Random) -> Typed:
    row = study.alleles.row(chance.randrange(study.alleles.height), named=True)
    name, pos, ref, alt = row["contig"], row["pos"], row["ref"], row["alt"]
    patterns = [
        "{}-{}-{}-{}", "{}:{}:{}:{}", "{}:{}-{}-{}", "{}_{}_{}/{}", "{}:{}{}>{}", "{}:{} {}>{}",
        "{} {} {} {}", "{}\t{}\t{}\t{}", "{}-{}-{}>{}", "{}–{}–{}–{}", "{}:{} {}→{}",
        "hg38 {}:{}:{}:{}", "{}:{} {}>{} (GRCh38)",
    ]  # fmt: skip
    bases = cased(f"{ref} {alt}", chance).split()
    text = chance.choice(patterns).format(contig(name, chance), number(pos, chance), *bases)
    whole = [
        f"{name}\t{pos}\trs1\t{ref}\t{alt}\t50\tPASS\tAC=1",
        f"https://gnomad.broadinstitute.org/variant/{name[3:]}-{pos}-{ref}-{alt}?dataset=gnomad_r4",
        f"{name}:{pos}-{pos} {ref}/{alt}",
    ]
    if name in ACCESSIONS:
        whole.append(f"{ACCESSIONS[name]}:{pos - 1}:{ref}:{alt}")
    return chance.choice([text, text, text, *whole]), row["variant_id"]


def a_change(study: Study, chance: random.Random) -> Typed:
    level = chance.choice(["hgvs_c", "hgvs_p"])
    described = study.described.filter(pl.col(level).is_not_null())
    row = described.row(chance.randrange(described.height), named=True)
    transcript = row["transcript_id"]
    reference = chance.choice([row["gene_symbol"], transcript, transcript.split(".")[0]])
    change = row[level]
    if level == "hgvs_p" and chance.random() < 0.3:
        change = f"p.({change[2:]})"
    return f"{reference}{chance.choice([':', ' ', ': '])}{change}", row["variant_id"]


def a_place(study: Study, chance: random.Random) -> Typed:
    """Write an allele of one base as HGVS on its chromosome."""
    single = study.alleles.filter(
        pl.col("contig").is_in(list(ACCESSIONS)), pl.col("variant_type") == "snv"
    )
    row = single.row(chance.randrange(single.height), named=True)
    name = chance.choice([row["contig"], row["contig"][3:], ACCESSIONS[row["contig"]]])
    return f"{name}:g.{row['pos']}{row['ref']}>{row['alt']}", row["variant_id"]


def a_region(study: Study, chance: random.Random) -> Typed:
    row = study.alleles.row(chance.randrange(study.alleles.height), named=True)
    start = max(row["pos"] - chance.randrange(5_000), 1)
    end = start + chance.randrange(1, 200_000)
    name = contig(row["contig"], chance)
    kilo = (start // 1000 * 1000 or 1000, end // 1000 * 1000 + 1000)
    texts = [
        (f"{name}:{number(start, chance)}-{number(end, chance)}", (start, end)),
        (f"{name} {start} {end}", (start, end)),
        (f"{name}\t{start}\t{end}", (start, end)),
        (f"{name}: {start} - {end}", (start, end)),
        (f"{name}:{start}..{end}", (start, end)),
        (f"{name}:{start}–{end}", (start, end)),
        (f"{name}:{end}-{start}", (start, end)),
        (f"{name}:{start}", (start, start)),
        (f"{name}:{kilo[0] // 1000}k-{kilo[1] // 1000}kb", kilo),
        (f"{name}:{kilo[0] / 1e6:.3f}-{kilo[1] / 1e6:.3f}Mb", kilo),
    ]
    text, (first, last) = chance.choice(texts)
    return text, f"{row['contig']}:{first:,}-{last:,}"


Sampler = Callable[[Study, random.Random], Typed]
OF_REAL: tuple[Sampler, ...] = (a_gene, an_alias, a_transcript, an_allele, a_place, a_region)


def resolved(study: Study, sampler: Sampler) -> list[str]:
    """Return those of the drawn texts that are not taken for what they were drawn from."""
    store = open_store(study.path)
    missed = []
    for seed in range(N_EACH):
        chance = random.Random(seed)
        text, meant = sampler(study, chance)
        text = around(text, chance)
        found = queries.search.search(store, text)
        if meant not in (found.gene_symbol, str(found.region), *found.variant_ids):
            missed.append(f"{text!r} is {meant}, not {found}")
    return missed


@pytest.mark.parametrize("sampler", [*OF_REAL, an_rsid, a_change])
def test_all_of_each_kind_from_the_demo_are_found(demo: Study, sampler: Sampler) -> None:
    assert resolved(demo, sampler) == []


@pytest.mark.long
@pytest.mark.parametrize("sampler", OF_REAL)
def test_all_of_each_kind_from_a_real_gene_are_found(real: Study, sampler: Sampler) -> None:
    assert resolved(real, sampler) == []


PAGES = {
    a_gene: "gene", an_alias: "gene", a_transcript: "gene", an_rsid: "variant",
    an_allele: "variant", a_change: "variant", a_place: "variant", a_region: "frequencies",
}  # fmt: skip


@pytest.mark.parametrize("sampler", PAGES)
def test_the_box_leads_each_kind_to_a_page_that_finds_it(demo: Study, sampler: Sampler) -> None:
    store = open_store(demo.path)
    for seed in range(N_EACH):
        chance = random.Random(seed)
        text, meant = sampler(demo, chance)
        page, params = search_destination.destination(around(text, chance))
        (asked,) = params.values()
        found = queries.search.search(store, asked)
        assert page == PAGES[sampler], text
        assert meant in (found.gene_symbol, str(found.region), *found.variant_ids), text
        assert quote(asked) in search_destination.address(page, params).replace("+", "%20"), text


def test_an_allele_that_is_typed_whole_is_suggested(demo: Study) -> None:
    store = open_store(demo.path)
    for seed in range(N_EACH // 4):
        chance = random.Random(seed)
        text, meant = an_allele(demo, chance)
        assert [one["text"] for one in suggestions.suggestions(store, text)] == [meant], text
