"""What analysts count from genotypes in SQL is what ingest stored."""

from pathlib import Path

import duckdb

from straits.store.query import database
from straits.store.releases.release_files import find_release
from tests.builders import studies
from tests.builders.studies import record
from tests.builders.views_of_analysts import make_views

PEOPLE = {"W1": "XX", "W2": "XX", "M1": "XY", "M2": "XY", "U1": ""}
RECORDS = [
    record("chr1 100 A G", "0/1 1/1 0/0 ./. 0/1"),
    record("chr1 200 A G,T", "1/2 0/2 2|2 0/0 ./1"),  # a half-call is missing
    record("chr1 300 A G", "0/0 0/0 0/0 0/0 0/0"),
    record("chrX 50000000 A G", "0/1 1/1 1 0/1 1/1"),  # het where haploid; sex not known
    record("chrY 10000000 A G", "0/0 ./. 1 0 1"),
    record("chrM 500 A G", "1 0 0/1 1/1 0"),  # heteroplasmic
]


def counted(store: Path) -> duckdb.DuckDBPyConnection:
    connection = database.connect(find_release(store, None), time_limit=30)
    make_views(connection, store)
    return connection.execute("""
        select
            states.allele_index,
            genotype_counts.n_called = frequencies.n_called as same_people,
            genotype_counts.ac = frequencies.ac as same_ac,
            genotype_counts.an = frequencies.an as same_an,
            genotype_counts.hom_alt = frequencies.hom_alt as same_hom_alt,
            genotype_counts.het = frequencies.het as same_het,
            genotype_counts.hemi = frequencies.hemi as same_hemi
        from genotype_counts
        inner join staging.allele_states as states using (call_set_id, variant_index)
        inner join frequencies_long as frequencies using (call_set_id, allele_index)
        where frequencies.grouping = 'everyone'
        order by states.allele_index
    """)


def test_the_macros_count_what_ingest_stored(tmp_path: Path):
    (tmp_path / "calls.vcf").write_text(studies.vcf_text(list(PEOPLE), RECORDS))
    studies.ingest(studies.one_call_set(tmp_path, ["calls.vcf"], PEOPLE), tmp_path / "store")
    found = counted(tmp_path / "store").fetchall()
    assert found == [(index, *[True] * 6) for index in range(7)]


def test_the_macros_count_rare_alleles_from_their_list_of_carriers(tmp_path: Path):
    # One carrier among 200 is kept as a list, which the planes of five people never are.
    people = {f"S{n}": "XX" for n in range(200)}
    calls = ["0/0"] * 200
    calls[17], calls[18] = "0/1", "./."
    both = calls.copy()
    both[17] = "1|1"
    records = [
        record("chr1 100 A G", " ".join(calls)),
        record("chr1 200 A G", " ".join(both)),
    ]
    (tmp_path / "calls.vcf").write_text(studies.vcf_text(list(people), records))
    studies.ingest(studies.one_call_set(tmp_path, ["calls.vcf"], people), tmp_path / "store")
    found = counted(tmp_path / "store").fetchall()
    assert found == [(index, *[True] * 6) for index in range(2)]
    genotypes = studies.table(tmp_path / "store", "genotypes", call_set_id=studies.CALL_SET)
    assert genotypes["carriers"].to_list() == [[17 * 4 + 2], [17 * 4 + 3]]
