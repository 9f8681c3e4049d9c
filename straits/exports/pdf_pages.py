"""Pages of PDF, joined to one file."""

import io
from collections.abc import Sequence

from straits.exports.visible_text import visible

# Points: 16:9, as slides are, and what stays free around a page.
_WIDTH, _HEIGHT, _MARGIN = 960, 540, 18


def joined(pages: Sequence[bytes], title: str) -> bytes:
    """Return PDFs of one page each as one PDF of 16:9, each as large as it fits in.

    Its text stays text.
    """
    # Loaded where a file is made, and not when a server starts.
    from pypdf import PageObject, PdfReader, PdfWriter, Transformation

    written = PdfWriter()
    for page in pages:
        drawn = PdfReader(io.BytesIO(page)).pages[0]
        box = drawn.mediabox
        wide, high = float(box.width), float(box.height)
        scale = min((_WIDTH - 2 * _MARGIN) / wide, (_HEIGHT - 2 * _MARGIN) / high)
        left, below = (_WIDTH - wide * scale) / 2, (_HEIGHT - high * scale) / 2
        whole = PageObject.create_blank_page(None, _WIDTH, _HEIGHT)
        whole.merge_transformed_page(
            drawn,
            Transformation().translate(-box.left, -box.bottom).scale(scale).translate(left, below),
        )
        written.add_page(whole).compress_content_streams()
    written.add_metadata({"/Title": visible(title), "/Author": "Straits"})
    told = io.BytesIO()
    written.write(told)
    return told.getvalue()
