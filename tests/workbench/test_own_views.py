"""A file that is dropped into a folder is a view; a broken one harms nothing else."""

from pathlib import Path

import pytest

from straits import __main__, workbench
from straits.errors import QueryError
from straits.store import Store, open_store
from straits.store.releases import custody
from straits.store.releases.release_files import locate
from straits.workbench import AskError
from straits.workbench.own_views import VARIABLE
from tests.builders import demo_studies, studies

GENES = """-- One row per contig: how many genes of the release lie on it.
--
-- grain: contig
-- columns:
--   contig          the contig
--   n_genes [genes] how many
select
    contig,
    count(*) as n_genes
from staging.genes
group by contig
"""
EXAMPLE = """- it: counts the genes of each contig
  given:
    staging.genes:
      - {gene_id: a, contig: chr1}
      - {gene_id: b, contig: chr1}
      - {gene_id: c, contig: chr2}
  expect:
    - {contig: chr1, n_genes: 2}
    - {contig: chr2, n_genes: 1}
"""


@pytest.fixture(scope="module")
def store() -> Store:
    return open_store(demo_studies.small_demo_store())


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    return tmp_path


def own(store: Store) -> dict[str, workbench.Relation]:
    return {each.name: each for each in workbench.catalogue(store) if each.is_own}


def test_a_file_appears_and_goes_without_a_restart(store: Store, folder: Path) -> None:
    assert own(store) == {}
    path = folder / "genes_on_contig.sql"
    path.write_text(GENES)
    view = own(store)["genes_on_contig"]
    assert view.depends_on == ("staging.genes",)
    assert [(each.name, each.unit) for each in view.columns] == [
        ("contig", ""),
        ("n_genes", "genes"),
    ]
    asked = (
        "select sum(n_genes) as n, (select count(*) from staging.genes) as m from genes_on_contig"
    )
    n, m = workbench.ask(store, asked).rows.row(0)
    assert n == m > 0
    path.unlink()
    assert own(store) == {}
    with pytest.raises(AskError, match="genes_on_contig"):
        workbench.ask(store, "from genes_on_contig")


def test_broken_ones_say_so_with_their_line_and_harm_nothing(store: Store, folder: Path) -> None:
    (folder / "genes_on_contig.sql").write_text(GENES)
    (folder / "misspelt.sql").write_text("-- One row.\nselect\n    nothing\nfrom genes_on_contig\n")
    (folder / "reads_files.sql").write_text("-- One row.\nselect * from read_text('/etc/passwd')\n")
    (folder / "two.sql").write_text("-- One row.\nselect 1 as a; select 2 as a\n")
    (folder / "group_people.sql").write_text(GENES)
    (folder / "here.sql").write_text("select a from there\n")
    (folder / "there.sql").write_text("select a from here\n")
    (folder / "Odd-Name.sql").write_text(GENES)
    found = own(store)
    assert found["genes_on_contig"].fault == ""
    assert "misspelt.sql: line 3, column 5" in found["misspelt"].fault
    assert "reads_files.sql: line 2, column 15" in found["reads_files"].fault
    assert "one is asked at a time" in found["two"].fault
    assert "taken" in found["group_people.sql"].fault
    assert "circle" in found["here"].fault
    assert "small letters" in found["Odd-Name"].fault
    assert workbench.ask(store, "from genes_on_contig limit 1").rows.height == 1
    # What comes with Straits has its name still.
    assert "is_shown" in workbench.ask(store, "from group_people limit 1").rows.columns
    for name in ("misspelt", "reads_files", "two", "here"):
        with pytest.raises(AskError):
            workbench.ask(store, f"from {name}")


def test_a_column_that_a_view_misspells_is_told_as_in_a_statement(
    store: Store, folder: Path
) -> None:
    path = folder / "gene_names.sql"
    path.write_text("-- One row.\nselect\n    g.nme\nfrom staging.genes as g\n")
    told = "line 3, column 5: There is no column 'nme' in 'g'. The nearest is 'name'."
    assert own(store)["gene_names"].fault == f"{path}: {told}"
    assert workbench.check_view(store, path) == [f"{path}: {told}"]
    with pytest.raises(AskError) as raised:
        workbench.ask(store, "from gene_names")
    assert raised.value.message == f"The view 'gene_names' cannot be asked: gene_names.sql, {told}"
    assert raised.value.near[0].endswith("name")


def test_each_way_of_being_broken_names_file_line_and_what_is_nearest(
    store: Store, folder: Path
) -> None:
    head = "-- One row per gene.\n--\n-- columns:\n--   name its name\n"
    texts = {
        "cut_short": ("select\n    name\nfrom staging.genes\nwher a > 1\n", "line 8, ", "near"),
        "no_table": ("select\n    name\nfrom staging.gene\n", "line 7, ", "'staging.genes'"),
        "odd_header": ("-- chart:\n--   foo bar\nselect 1 as a\n", "line 6: ", "'foo bar'"),
        "reads_broken": ("select\n    name\nfrom no_table\n", "no_table.sql, line 7, ", "genes'"),
    }
    for name, (text, _, _) in texts.items():
        (folder / f"{name}.sql").write_text(head + text)
    for name, (_, place, near) in texts.items():
        file = "" if name == "reads_broken" else f"{name}.sql, "
        with pytest.raises(AskError) as raised:
            workbench.ask(store, f"from {name}")
        # Where the folder lies is not said to whoever asks.
        assert f"{file}{place}" in raised.value.message
        assert near in raised.value.message
        assert str(folder) not in raised.value.message
        (said,) = workbench.check_view(store, folder / f"{name}.sql")
        assert name in said
        assert place in said
        assert near in said


def test_a_check_finds_what_a_header_does_not_keep(store: Store, folder: Path) -> None:
    path = folder / "genes_on_contig.sql"
    path.write_text(GENES)
    path.with_suffix(".yml").write_text(EXAMPLE)
    assert workbench.check_view(store, path) == []

    wrong = GENES.replace("grain: contig", "grain: n_genes").replace("n_genes [", "n_gene [")
    path.write_text(wrong.replace("count(*)", "least(count(*), 2)"))
    path.with_suffix(".yml").write_text(EXAMPLE.replace("n_genes: 1", "n_genes: 7"))
    said = "\n".join(workbench.check_view(store, path))
    assert "share it with another" in said
    assert "'n_genes' is not described" in said
    assert "describes 'n_gene'" in said
    assert "n_genes': 7" in said

    path.write_text(GENES.replace("count(*)", "sum(start_pos)"))
    path.with_suffix(".yml").unlink()
    said = "\n".join(workbench.check_view(store, path))
    assert "HUGEINT" in said
    assert "write an example" in said


def test_a_new_view_is_two_files_of_which_neither_replaces_another(
    store: Store, folder: Path
) -> None:
    asked = "select contig, count(*) as n_genes from staging.genes group by contig;"
    sql, example = workbench.new_view(store, "by_contig", asked, folder)
    assert "-- grain: contig" in sql.read_text()
    assert "staging.genes: []" in example.read_text()
    assert own(store)["by_contig"].fault == ""
    # What is left to be said is asked for.
    left = "\n".join(workbench.check_view(store, sql))
    assert "(what one row is)" in left
    assert "(what it is)" in left
    assert "expects no row" in left
    # Where lines break stops nobody: it is laid out as the folder sql/ is.
    assert "of style" not in left
    sql.write_text(sql.read_text().replace("select\n", "SELECT "))
    untidy = workbench.check_view(store, sql)
    assert any("of style alone" in each for each in untidy)
    assert "python -m sqlfluff fix" in untidy[-1]
    # Where nothing tells what a row is, it is asked for.
    asked = "select name, start_pos from staging.genes limit 2"
    sql, _ = workbench.new_view(store, "some_genes", asked, folder)
    left = "\n".join(workbench.check_view(store, sql))
    assert "leaves its grain to you" in left
    assert "as in '-- grain: name, start_pos'" in left
    with pytest.raises(QueryError, match="there already"):
        workbench.new_view(store, "by_contig", asked, folder)
    with pytest.raises(QueryError, match=r"\$gene"):
        workbench.new_view(store, "other", "select $gene as gene", folder)
    assert not (folder / "other.sql").exists()


@pytest.mark.long
def test_a_study_brings_its_views_along_with_checksums(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    calls = studies.vcf_text(["P1", "P2"], [studies.record("chr1 100 A G", "0/1 0/0")])
    (tmp_path / "calls.vcf").write_text(calls)
    study = studies.one_call_set(tmp_path, ["calls.vcf"], {"P1": "XX", "P2": "XY"})
    study.write_text(study.read_text() + "\nviews: [mine]\n")
    mine = tmp_path / "mine" / "deeper"
    mine.mkdir(parents=True)
    (mine / "genes_on_contig.sql").write_text(GENES)
    (mine / "genes_on_contig.yml").write_text(EXAMPLE)
    (mine / "misspelt.sql").write_text("-- One row.\nselect\n    nothing\nfrom staging.genes\n")
    taken = mine / "group_people.sql"
    taken.write_text(GENES)
    ingest = ["ingest", str(study), "--store", str(tmp_path / "store")]
    # Before the first genotype is read.
    assert __main__.main(ingest) == 2
    said = capsys.readouterr().err
    assert "study.yaml:" in said
    assert "group_people" in said
    assert "taken" in said
    taken.unlink()
    assert __main__.main(ingest) == 0
    assert "misspelt.sql: line 3, column 5" in capsys.readouterr().err

    store = open_store(tmp_path / "store")
    assert workbench.ask(store, "from genes_on_contig").rows.columns == ["contig", "n_genes"]
    assert "line 3" in own(store)["misspelt"].fault
    views = (tmp_path / "store" / "current").resolve() / "aggregates" / "views"
    assert [path.name for path in sorted(views.iterdir())] == [
        "genes_on_contig.sql", "genes_on_contig.yml", "misspelt.sql",
    ]  # fmt: skip
    assert not custody.verify(locate(tmp_path / "store", None)).faults
    (views / "genes_on_contig.sql").write_text(GENES.replace("count(*)", "count(1)"))
    (views / "another.sql").write_text(GENES)
    faults = custody.verify(locate(tmp_path / "store", None)).faults
    assert {(each.file, each.kind) for each in faults} == {
        ("aggregates/views/genes_on_contig.sql", "changed"),
        ("aggregates/views/another.sql", "extra"),
    }
