"""The lines of a log, one after the other, as whoever keeps it reads them."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from straits.audit.log_lines import OPENED, held_files


def entries(folder: Path) -> Iterator[dict[str, Any]]:
    """Yield what each line holds, those that open a file left out.

    Lines that cannot be read are passed over: straits.audit.chain_check is who tells of them.
    Raises AuditError where there is no log.
    """
    for path in held_files(folder).values():
        with path.open("rb") as lines:
            for text in lines:
                try:
                    held = json.loads(text)
                except ValueError:
                    continue
                if isinstance(held, dict) and held.get("kind") != OPENED:
                    yield held
