"""How good the genotypes of each sample are, and where it lies on shared axes."""

from straits.tables.table import INT, REAL, TEXT, Table, schema

# How many principal components are kept.
N_AXES = 10
METRICS = ("call_rate", "heterozygosity", "ti_tv")

TABLES = (
    Table(
        "sample_metrics",
        "call set and sample",
        ("call_set_id", "sample_index"),
        schema(
            call_set_id=TEXT,
            sample_index=INT,
            n_called=INT,  # autosomal alleles of the call set at which the sample has a call
            call_rate=REAL,  # of all of them
            heterozygosity=REAL,  # of the called autosomal single-base alleles
            ti_tv=REAL,  # single-base alleles carried: transitions per transversion
            n_singletons=INT,  # autosomal alleles with AC 1 in the call set that are this sample's
            sex_check=TEXT,  # "fits", "conflict" or "not known"
            n_pca_sites=INT,  # sites of the axes at which the sample has a call
            **{f"pc_{axis}": REAL for axis in range(1, N_AXES + 1)},
        ),
        folder="rows",
    ),
    Table(
        "sample_metric_bins",
        "call set, metric and bin of fixed width that has people",
        ("call_set_id", "metric", "low"),
        schema(call_set_id=TEXT, metric=TEXT, low=REAL, high=REAL, n_people=INT),
    ),
    Table(
        "pca_axes",
        "axis and site; a file that other studies can name, to be projected on the same axes",
        ("axis", "contig", "pos", "ref", "alt"),
        schema(
            axes_id=TEXT,  # begins the SHA-256 of the rest
            build=TEXT,
            axis=INT,  # 1 explains most
            variance_share=REAL,  # of the people it was fitted on
            score_sd=REAL,  # standard deviation of their scores
            contig=TEXT,
            pos=INT,
            ref=TEXT,
            alt=TEXT,
            centre=REAL,  # mean copies of alt; a missing call stands here
            scale=REAL,
            loading=REAL,
        ),
    ),
)
