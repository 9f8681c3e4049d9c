"""Answer questions about cohorts from an open store: one request a line on stdin.

Timed in process: from the request's range and people to the guarded frame. The store is open and
its genotypes of the gene are in memory, as on a server where somebody looks at that gene.
"""

import json
import sys
import time
from io import BytesIO
from pathlib import Path

import numpy as np

from benchmarks.cohort_question import CohortQuestion


def main() -> None:
    """Answer until stdin ends."""
    question = CohortQuestion(Path(sys.argv[1]))
    for line in sys.stdin:
        asked = json.loads(line)
        where = asked["contig"], asked["start"], asked["end"]
        people = np.load(asked["people"])
        start = time.perf_counter()
        if asked.get("through") == "store":
            frame = question.ask_store(*where)
        else:
            frame = question.ask(*where, people)
        seconds = time.perf_counter() - start
        if asked.get("send"):
            sent = BytesIO()
            frame.write_ipc(sent)
            sys.stdout.buffer.write(b"%d\n" % sent.tell() + sent.getvalue())
            sys.stdout.buffer.flush()
            continue
        if asked.get("answer"):
            frame.write_parquet(asked["answer"])
        print(json.dumps({"seconds": seconds}), flush=True)


if __name__ == "__main__":
    main()
