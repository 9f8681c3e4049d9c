"""Count a subset of people with pgenlib: one request a line on stdin, one answer on stdout.

Runs in the peers' environment. Timed: changing the subset, counting genotypes of each variant,
and AC, AN and AF of all of them.
"""

import json
import sys
import time

import numpy as np
import pgenlib


def main() -> None:
    pgen, n_people = sys.argv[1], int(sys.argv[2])
    reader = pgenlib.PgenReader(pgen.encode(), raw_sample_ct=n_people)
    for line in sys.stdin:
        asked = json.loads(line)
        people = np.load(asked["people"])
        first, last = asked["first"], asked["last"]
        start = time.perf_counter()
        reader.change_sample_subset(people)
        counts = np.empty((last + 1 - first, 4), np.uint32)
        for variant in range(first, last + 1):
            reader.count(variant, counts[variant - first])
        ac = counts[:, 1] + 2 * counts[:, 2]
        an = 2 * (counts[:, 0] + counts[:, 1] + counts[:, 2])
        with np.errstate(invalid="ignore"):
            _af = ac / an
        seconds = time.perf_counter() - start
        if asked.get("answer"):
            np.savez(asked["answer"], ac=ac, an=an, hom_alt=counts[:, 2], het=counts[:, 1])
        print(json.dumps({"seconds": seconds}), flush=True)


if __name__ == "__main__":
    main()
