"""A study file: what it may leave out, and what a wrong one is told."""

from pathlib import Path

import pytest

from data_loaders.study.study_reading import Study, read_study
from straits.errors import StudyError

SMALLEST = """\
name: Small
build: GRCh38
sites:
  - id: here
    samples: {file: sheet.tsv}
    call_sets:
      - files: calls.vcf.gz
"""

TWO_SITES = """\
name: Two
build: hg38
profile: open
synthetic: true
groupings:
  population:
    column: Population
    parent: superpopulation
    order: [CHB, GBR]
    labels: {CHB: Han Chinese in Beijing}
    colours: {CHB: "#d55e00"}
    shapes: {GBR: diamond}
    parents: {CHB: EAS, GBR: EUR}
  superpopulation:
    order: [EAS, EUR]
  ancestry: {column: pca_group, inferred: true}
sites:
  - id: sg
    name: Singapore
    country: sg
    samples: {file: sheet.tsv, id: sample, sex_values: {XX: K, XY: [M]}}
    call_sets:
      - id: sg_wgs
        files: "*.vcf.gz"
        genotype_rule: gnomad_adj
      - id: sg_exome
        name: Singapore, exomes
        files: [calls.vcf.gz, more/*.bcf]
        callable: targets.bed
        genotype_rule: {min_gq: 20, het_ab: [0.2, 0.8], when_absent: keep}
        preferred: yes
        keep: keep.txt
  - id: "no"
    country: NO
    samples: {file: sheet.tsv, unrelated: {column: related, values: "no"}, groupings: {ancestry: ~}}
    call_sets: [{files: calls.vcf.gz}]
"""


@pytest.fixture
def study(tmp_path: Path):
    """Return a function that reads a study file of the text it is given, beside a few files."""
    (tmp_path / "more").mkdir()
    for name in (
        "sheet.tsv", "calls.vcf.gz", "calls.vcf.gz.tbi", "chr2.vcf.gz", "targets.bed", "keep.txt",
        "more/b.bcf", "more/a.bcf", "more/a.bcf.csi",
    ):  # fmt: skip
        (tmp_path / name).touch()

    def read(text: str) -> Study:
        (tmp_path / "study.yaml").write_text(text, encoding="utf-8")
        return read_study(tmp_path / "study.yaml")

    return read


def test_a_study_needs_a_name_a_build_and_a_site_with_samples_and_files(study, tmp_path):
    small = study(SMALLEST)
    assert small.profile == "inside"
    assert not small.is_synthetic
    assert small.groupings == {}
    assert small.path == tmp_path / "study.yaml"
    (site,) = small.sites
    assert (site.name, site.country, site.samples.file) == ("here", None, tmp_path / "sheet.tsv")
    (call_set,) = site.call_sets
    assert (call_set.id, call_set.name) == ("here", "here")
    assert call_set.files == (tmp_path / "calls.vcf.gz",)
    assert call_set.genotype_rule.name == "none"


def test_every_key_arrives_where_the_loaders_look_for_it(study, tmp_path):
    two = study(TWO_SITES)
    assert (two.build, two.profile, two.is_synthetic) == ("GRCh38", "open", True)
    population = two.groupings["population"]
    assert population.colours == {"CHB": "#D55E00"}
    assert (population.order, population.shapes) == (("CHB", "GBR"), {"GBR": "diamond"})
    assert two.groupings["ancestry"].inferred
    wgs, exome = two.sites[0].call_sets
    assert wgs.name == "sg_wgs"
    assert exome.name == "Singapore, exomes"
    assert exome.preferred
    assert exome.callable_regions == tmp_path / "targets.bed"
    assert exome.keep_samples == tmp_path / "keep.txt"
    assert two.sites[0].samples.sex_values == {"XX": ("K",), "XY": ("M",)}
    assert two.sites[1].samples.unrelated.values == ("no",)
    assert two.sites[1].samples.groupings == {"ancestry": None}


def test_the_country_no_is_norway_and_not_false(study):
    assert [site.country for site in study(TWO_SITES).sites] == ["SG", "NO"]


def test_a_pattern_finds_files_in_order_of_name_and_no_index(study, tmp_path):
    wgs, exome = study(TWO_SITES).sites[0].call_sets
    assert [path.name for path in wgs.files] == ["calls.vcf.gz", "chr2.vcf.gz"]
    assert [path.name for path in exome.files] == ["calls.vcf.gz", "a.bcf", "b.bcf"]


def test_a_pattern_may_leave_the_folder_and_its_name_may_hold_brackets(study, tmp_path):
    (tmp_path / "[x]").mkdir()
    path = tmp_path / "[x]" / "study.yaml"
    text = SMALLEST.replace("sheet.tsv", "../sheet.tsv").replace("calls.", "../ch*.")
    path.write_text(text)
    (file,) = read_study(path).sites[0].call_sets[0].files
    assert file.samefile(tmp_path / "chr2.vcf.gz")


def test_gnomad_adj_has_no_upper_bound_for_the_balance_of_a_heterozygote(study):
    rule = study(TWO_SITES).sites[0].call_sets[0].genotype_rule
    assert rule.model_dump() == {
        "name": "gnomad_adj",
        "min_gq": 20,
        "min_dp": 10,
        "min_dp_haploid": 5,
        "het_ab": (0.2, 1.0),
        "when_absent": "error",
        "ft": None,
    }


def test_a_rule_of_ones_own_is_named_after_its_limits(study):
    rule = study(TWO_SITES).sites[0].call_sets[1].genotype_rule
    assert rule.name == "min_gq 20, het_ab 0.2-0.8"
    assert (rule.min_gq, rule.min_dp, rule.when_absent) == (20, None, "keep")


@pytest.mark.parametrize("build", ["GRCh37", "grch37", "hg19", "b37"])
def test_a_build_has_several_names(study, build):
    assert study(SMALLEST.replace("GRCh38", build)).build == "GRCh37"


def test_an_alias_of_yaml_stands_for_what_it_names(study):
    text = SMALLEST.replace("{file: sheet.tsv}", "&sheet {file: sheet.tsv}")
    text += "  - {id: there, samples: *sheet, call_sets: [{files: calls.vcf.gz}]}\n"
    there = study(text).sites[1]
    assert there.samples == study(text).sites[0].samples


def test_a_place_that_is_not_in_the_file_is_said_by_what_is_around_it(study, tmp_path):
    assert study(SMALLEST).where("sites", 0, "samples", "id") == f"{tmp_path / 'study.yaml'}:5"


SMALL_FAULTS = {
    "name: Small\n": {
        "": r"study\.yaml:1: `name` is missing; add `name:` with the name of the study\.",
        "name:\n": r"study\.yaml:1: `name` is empty; expected the name of the study\.",
        "name: Small\nname: Big\n": r":2: `name` is already given in line 1; keep one of the two",
        "name: [a, b]\n": r":1: `name`: expected the name of the study, got a list of 2\.",
        "nme: Small\n": r":1: `nme` is not a key that Straits knows \(did you mean `name`\?\); the "
        r"keys here are name, description, build, profile, synthetic, .*",
    },
    "build: GRCh38": {
        "build: T2T": r":2: `build`: expected GRCh37 or GRCh38 \(hg19 and .*\), got 'T2T'\.",
        "build: GRCh38\nprofile: opne": r":3: `profile`: expected who may see what: open .* or "
        r"inside .*, got 'opne'",
        "build: GRCh38\nsynthetic: maybe": r":3: `synthetic`: expected true if no real person .*, "
        r"got 'maybe'",
        "build: GRCh38\ngenes: genes.gtf": r":3: `genes`: there is no file .*genes\.gtf; the "
        r"folder holds calls\.vcf\.gz, .*",
        "build: GRCh38\nreference: more": r":3: `reference`: .*more is a folder; name a file in it",
        "build: GRCh38\n\tname: a": r":3: is not YAML \(.*indent with spaces",
        "build: GRCh38\nnote: a: b": r":3: is not YAML \(.*in quotes",
    },
    "  - id: here": {
        "  - id: he re": r":4: `sites\[0\]\.id`: expected letters, digits, .*, got 'he re'",
        "  - id: ../up": r":4: `sites\[0\]\.id`: expected letters, digits, .*, got '\.\./up'",
        "  - name: Here": r":4: `sites\[0\]\.id` is missing; add `id:` with a short name",
        "  - id: here\n    country: UK": r":5: .*two letters, such as SG or DK, got 'UK'; the "
        r"United Kingdom is GB",
        "  - id: here\n    country: Denmark": r":5: `sites\[0\]\.country`: .*, got 'Denmark'",
    },
    "{file: sheet.tsv}": {
        "sheet.tsv": r":5: `sites\[0\]\.samples`: expected the sample sheet: {file: .*}, got "
        r"'sheet\.tsv'\.",
        "{file: shet.tsv}": r":5: `sites\[0\]\.samples\.file`: there is no file .*shet\.tsv; the "
        r"nearest in that folder: sheet\.tsv\.",
        "{file: data/sheet.tsv}": r"samples\.file`: .*; there is no folder .*data either",
        "{file: sheet.tsv, gender: s}": r":5: `sites\[0\]\.samples\.gender` is not a key .*; the "
        r"keys here are file, id, person, sex, age",
        "{file: sheet.tsv, sex_values: {male: [M]}}": r":5: `sites\[0\]\.samples\.sex_values\.male`"
        r": expected how the sheet spells the sexes, such as {XX: \[K\], XY: \[M\]}",
        "{file: sheet.tsv, groupings: {population: Pop}}": r":5: there is no grouping "
        r"'population'; name it under `groupings:` first",
    },
    "files: calls.vcf.gz": {
        "files: calls.vcf.gz\n    data_use: {terms: [GRU, NOPA]}": r":8: .*data_use\.terms\[1\]`: "
        r"expected a term of the Data Use Ontology .*, got 'NOPA'; did you mean NPOA",
        "files: call.vcf.gz": r":7: `sites\[0\]\.call_sets\[0\]\.files`: there is no file "
        r".*call\.vcf\.gz; the nearest in that folder: calls\.vcf\.gz",
        'files: "*.bcf"': r"files`: no file matches .*\*\.bcf; the folder holds calls\.vcf\.gz",
        "files: []": r"files`: expected VCF or BCF files: .*, got a list of 0",
        "files:": r"files` is empty; expected VCF or BCF files: a path or pattern such as "
        r'"\*\.vcf\.gz", or a list of them\.',
        "assay: WGS": r"files` is missing; add `files:` with VCF or BCF files",
        "files: calls.vcf.gz\n        genotype_rule: gnomad": r":8: .*genotype_rule`: expected "
        r"none, gnomad_adj or limits .*, got 'gnomad' \(did you mean `gnomad_adj`\?\)",
        "files: calls.vcf.gz\n        genotype_rule: {min_qg: 20}": r":8: .*min_qg` is not a key .*"
        r"did you mean `min_gq`\?",
        "files: calls.vcf.gz\n        genotype_rule: {min_gq: high}": r":8: .*min_gq`: expected "
        r"the lowest GQ, a whole number, got 'high'",
        "files: calls.vcf.gz\n        genotype_rule: {het_ab: [0.8, 0.2]}": r":8: .*expected "
        r"het_ab \[low, high\] within 0 and 1, got \[0\.8, 0\.2\]",
    },
}


@pytest.mark.parametrize(
    ("written", "instead", "message"),
    [
        (written, instead, message)
        for written, faults in SMALL_FAULTS.items()
        for instead, message in faults.items()
    ],
)
def test_a_fault_is_told_by_line_key_value_and_way_out(study, written, instead, message):
    assert SMALLEST.count(written) == 1
    with pytest.raises(StudyError, match=message):
        study(SMALLEST.replace(written, instead))


@pytest.mark.parametrize(
    ("written", "instead", "message"),
    [
        ("  ancestry: {", "  Ancestry: {", r":16: the grouping 'Ancestry' becomes a column"),
        ("  ancestry: {", "  sex: {", r":16: the grouping 'sex' has the name of a column that "),
        ("  ancestry: {", "  everyone: {", r":16: the grouping 'everyone' has the name of a "),
        ("parent: superpopulation", "parent: superpop", r":8: there is no grouping 'superpop' "
         r"\(did you mean `superpopulation`\?\); name it under `groupings:` too"),
        ("    parent: superpopulation\n", "", r":12: population gives `parents` .* no `parent`"),
        ("    order: [EAS, EUR]", "    parent: population", r"goes in a circle; take away one"),
        ("order: [CHB, GBR]", "order: [CHB, GBR, CHB]", r":9: 'CHB' is listed twice"),
        ("labels: {CHB", "labels: {chb", r":10: 'chb' is not in the `order` of its grouping \(did "
         r"you mean `CHB`\?\); expected one of CHB, GBR"),
        ("GBR: EUR", "GBR: EU", r":13: 'EU' is not in the `order` .*expected one of EAS, EUR"),
        ('"#d55e00"', "red", r":11: `groupings\.population\.colours\.CHB`: expected a colour such "
         r'as "#D55E00", got \'red\''),
        ('"#d55e00"', "#d55e00", r":11: is not YAML .*write colours in quotes"),
        ("GBR: diamond", "GBR: star", r":12: .*expected one of circle, square, .*, got 'star'"),
        ("id: sg_exome", "id: SG_wgs", r":26: the call set 'SG_wgs' has the id of another \(.*:23"),
        ('id: "no"', "id: sg", r":33: the site 'sg' has the id of another \(.*:18\)"),
        ('id: "no"', 'id: "no"\n    name: SINGAPORE', r":34: the site 'SINGAPORE' has a name that "
         r"looks like that of another, 'Singapore' \(.*:19\); pages could not tell them apart"),
        ("name: Singapore, exomes", "name: sg_WGS", r":27: the call set 'sg_WGS' has a name that "
         r"looks like that of another, 'sg_wgs' \(.*:23\)"),
        ("id: sg_wgs", "id: " + "x" * 101, r":23: .*expected at most 100 characters, since it"),
        ("id: sg_wgs\n        ", "", r":23: `sites\[0\]\.call_sets\[0\]\.id` is missing"),
        ("inferred: true", "inferred: *x", r":16: is not YAML .*undefined alias"),
    ],
)  # fmt: skip
def test_a_fault_between_parts_names_the_line_of_one_of_them(study, written, instead, message):
    assert TWO_SITES.count(written) == 1
    with pytest.raises(StudyError, match=message):
        study(TWO_SITES.replace(written, instead))


def test_an_empty_file_is_asked_for_keys_and_values(study):
    with pytest.raises(StudyError, match=r"study\.yaml:1: expected keys and values such as"):
        study("")


def test_a_value_that_holds_itself_is_refused(study):
    with pytest.raises(StudyError, match=r":3: `sites\[0\]` holds itself"):
        study("name: a\nbuild: hg38\nsites: &all [*all]\n")


def test_a_missing_study_file_is_told_by_its_path(tmp_path):
    with pytest.raises(StudyError, match=r"study\.yaml: cannot be read \(No such file"):
        read_study(tmp_path / "study.yaml")
    with pytest.raises(StudyError, match=r"is a folder; name the study file in it"):
        read_study(tmp_path)


def test_a_study_file_in_another_encoding_is_refused(tmp_path):
    (tmp_path / "study.yaml").write_bytes("name: Sønderjylland".encode("latin-1"))
    with pytest.raises(StudyError, match=r"study\.yaml: is not UTF-8 text .*; save it as UTF-8"):
        read_study(tmp_path / "study.yaml")
