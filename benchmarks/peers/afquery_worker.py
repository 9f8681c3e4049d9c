"""Ask afquery's database in process: one request a line on stdin, one answer on stdout.

Runs in the peers' environment; the database is open before the first question.
"""

import csv
import json
import sys
import time

from afquery import Database


def main() -> None:
    database = Database(sys.argv[1])
    for line in sys.stdin:
        asked = json.loads(line)
        cohort = [asked["phenotype"]]
        start = time.perf_counter()
        if asked["start"] == asked["end"]:
            found = database.query(asked["contig"], asked["start"], phenotype=cohort)
        else:
            found = database.query_region(
                asked["contig"], asked["start"], asked["end"], phenotype=cohort
            )
        seconds = time.perf_counter() - start
        if asked.get("answer"):
            with open(asked["answer"], "w", newline="") as out:
                writer = csv.writer(out, delimiter="\t", lineterminator="\n")
                writer.writerow(["contig", "pos", "ref", "alt", "ac", "an"])
                for one in found:
                    variant = one.variant
                    writer.writerow(
                        [variant.chrom, variant.pos, variant.ref, variant.alt, one.AC, one.AN]
                    )
        print(json.dumps({"seconds": seconds}), flush=True)


if __name__ == "__main__":
    main()
