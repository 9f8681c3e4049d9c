"""Counts of every group as a file: of a gene, a region or a variant.

`/counts.csv`, `.parquet`, `.xlsx`, `.vcf.gz` and `.vcf.gz.tbi` take g (a gene), region or v (a
variant), groups (a grouping), people (all or unrelated) and r (the release).
"""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from straits import queries
from straits.errors import QueryError
from straits.exports import bgzipped, excel_workbooks, row_streams, sites_vcf
from straits.exports.file_names import file_name
from straits.store import Store
from straits.ui.access import sign_in_routes
from straits.ui.address.address_values import Address
from straits.ui.figures.sent_files import Made, SentFile
from straits.ui.frame.page_frame import Visit
from straits.ui.words.markdown import paragraph

# Names of alleles in an address, and what the query calls them.
_ASKED = {"g": "gene", "region": "region", "v": "variant"}


def _table(
    write: Callable[..., Iterator[bytes]], taken: queries.frequencies.TakenCounts
) -> Iterator[bytes]:
    return write(taken.header, [taken.rows])


def _vcf(is_index: bool, taken: queries.frequencies.TakenCounts) -> Iterator[bytes]:
    build = taken.header["build"]
    lines = sites_vcf.lines(taken.header, taken.rows, taken.rsids, build)
    return bgzipped.compressed(lines, is_index)


FORMATS: Mapping[str, tuple[str, Callable[[queries.frequencies.TakenCounts], Iterator[bytes]]]] = {
    "csv": ("text/csv; charset=utf-8", partial(_table, row_streams.csv)),
    "parquet": ("application/vnd.apache.parquet", partial(_table, row_streams.parquet)),
    "xlsx": (excel_workbooks.MEDIA_TYPE, partial(_table, excel_workbooks.workbook)),
    "vcf.gz": ("application/gzip", partial(_vcf, False)),
    "vcf.gz.tbi": ("application/octet-stream", partial(_vcf, True)),
}
_NAMES = {
    "csv": "CSV", "parquet": "Parquet", "xlsx": "Excel", "vcf.gz": "VCF", "vcf.gz.tbi": "its index",
}  # fmt: skip


@sign_in_routes.asks_who("gene")
async def serve(request: Request) -> Response:
    """Answer with a file in the format that the path ends in, or with a sentence why there is none.

    A reader who leaves ends what is asked for the file.
    """
    ending = request.url.path.rpartition("/")[2].partition(".")[2]
    return SentFile(dict(request.query_params), partial(_made, ending))


def links(visit: Visit, alleles: Mapping[str, str], people: str, grouping: str = "") -> None:
    """Draw links to the files of what an address names, as `serve` takes it.

    grouping
        That the counts are told apart by; where it is empty that of A, or of B where A is a cohort.
    """
    sizes = queries.groups.populations(visit.store)["grouping"].unique().to_list()
    of_pair = (side.grouping for side in (visit.a, visit.b) if side.grouping in sizes)
    asked = {
        **alleles,
        "groups": grouping or next(of_pair, ""),
        "people": people,
        "r": visit.store.release_id,
    }
    # What Markdown would act on within an address is written as its code.
    query = urlencode(asked, safe=":/@,").replace("_", "%5F")
    named = " ".join(f"[{_NAMES[ending]}](./counts.{ending}?{query})" for ending in FORMATS)
    paragraph("taken-counts", f"Counts of every group, one row per allele and site: {named}")


def _made(ending: str, opened: Store, address: Address) -> Made:
    asked = {name: address[key] for key, name in _ASKED.items() if address.get(key)}
    if len(asked) != 1:
        raise QueryError(
            "An address of counts names one of g (a gene), region and v (a variant), such as "
            "counts.csv?g=ALDH2."
        )
    people = address.get("people") or queries.study.default_sample_set(opened)
    taken = queries.frequencies.taken_counts(
        opened,
        asked.get("gene"),
        asked.get("region"),
        asked.get("variant"),
        grouping=address.get("groups") or None,
        sample_set=people,
    )
    if ending == "xlsx":
        excel_workbooks.check_room(taken.rows.height)
    media_type, write = FORMATS[ending]
    grouping = taken.header["grouping"]
    name = file_name(
        "straits", "counts", *asked.values(), grouping, people, opened.release_id, ending="x"
    )
    return Made(name.removesuffix("x") + ending, media_type, write(taken))
