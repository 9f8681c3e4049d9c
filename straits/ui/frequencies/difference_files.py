"""The whole table of a comparison as a file, made while it is sent.

`/differences.csv`, `.parquet` and `.xlsx` take the parameters of the page Frequencies: a, b,
people, r, and all its filters; the rows are in genome order unless there is an order among them.
"""

from functools import partial

from starlette.requests import Request
from starlette.responses import Response

from straits import queries
from straits.errors import QueryError
from straits.exports import excel_workbooks, row_streams
from straits.exports.file_names import file_name
from straits.store import Store
from straits.ui.access import sign_in_routes
from straits.ui.address.address_values import Address
from straits.ui.figures.sent_files import Made, SentFile
from straits.ui.filters import asked_settings
from straits.ui.frame import asked_pair

FORMATS = {
    "csv": ("text/csv; charset=utf-8", row_streams.csv),
    "parquet": ("application/vnd.apache.parquet", row_streams.parquet),
    "xlsx": (excel_workbooks.MEDIA_TYPE, excel_workbooks.workbook),
}


@sign_in_routes.asks_who("frequencies")
async def serve(request: Request) -> Response:
    """Answer with a file in the format that the path ends in, or with a sentence why there is none.

    A reader who leaves ends what is asked for the file.
    """
    ending = request.url.path.rpartition(".")[2]
    return SentFile(dict(request.query_params), partial(_made, ending))


def _made(ending: str, opened: Store, address: Address) -> Made:
    """Return the table that an address asks for as a file."""
    choice = asked_pair.chosen(opened, address)
    if choice.notes:
        raise QueryError(" ".join(note.sentence for note in choice.notes))
    chosen = asked_settings.settings(opened, choice.a, choice.b, address)
    if chosen.problem:
        raise QueryError(chosen.problem)
    order = chosen.order if "order" in address else queries.comparison.GENOME_ORDER
    asked = opened, choice.a, choice.b, chosen.filters
    table = queries.comparison.whole_table(*asked, order)
    if ending == "xlsx":
        excel_workbooks.check_room(int(table.header["rows"]))
    media_type, write = FORMATS[ending]
    name = file_name(*queries.comparison.file_parts(*asked), ending=ending)
    return Made(name, media_type, write(table.header, table.stretches))
