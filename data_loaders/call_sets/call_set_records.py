"""All files of a call set, read in parallel by blocks and spooled in file order."""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from data_loaders.annotations.declared import declared
from data_loaders.call_sets.record_reader import BlockResult, TextReader
from data_loaders.vcf.bcf.bcf_lines import BinaryLines
from data_loaders.vcf.bgzf.blocks import ByteSource, line_blocks
from data_loaders.vcf.calls.genotype_rules import NO_RULE
from data_loaders.vcf.drops import Drops
from data_loaders.vcf.header import parse_header
from data_loaders.vcf.header_build import check_build
from data_loaders.vcf.header_text import header_text
from data_loaders.vcf.plan import Plan
from data_loaders.vcf.problems import BlockError, open_error
from data_loaders.vcf.quality_marks import check_marks, marks_of
from data_loaders.vcf.spool import Spool

# Called with the file, its records and bytes so far, and its size in bytes.
Progress = Callable[[Path, int, int, int], None]


@dataclass
class FileCounts:
    """What was read from one file."""

    path: Path
    n_bytes: int
    n_records: int = 0
    n_alleles: int = 0


@dataclass
class CallSetCounts:
    """What was read from a call set.

    x_calls
        As in calls.Calls, summed over the files.
    """

    files: list[FileCounts]
    x_calls: NDArray[np.int64]
    n_calls: int = 0
    n_missing: int = 0
    drops: Drops = field(default_factory=Drops)


@dataclass
class _Task:
    number: int
    reader: TextReader
    future: Future[BlockResult]
    offset: int


def read_call_set(
    plan: Plan,
    spool: Spool,
    annotations: Spool,
    jobs: int,
    progress: Progress,
    references: Spool | None = None,
) -> CallSetCounts:
    """Read every file of a call set: its alleles into one spool, their annotations into another.

    references
        Where records without an alternate allele go; None where nobody asks for them.

    At most a few blocks per job are in memory at once, whatever the size of the files.
    Raises InputError, naming file and record, for what cannot be read.
    """
    counts = CallSetCounts(
        [FileCounts(path, path.stat().st_size) for path in plan.files],
        np.zeros((len(plan.sample_ids), 3), np.int64),
    )
    waiting: deque[_Task] = deque()
    spools = (spool, annotations, references)
    with ThreadPoolExecutor(jobs, thread_name_prefix="vcf") as pool:
        try:
            for number, reader, block, n_bytes, offset in _blocks(plan, references is not None):
                future = pool.submit(reader.read, block, n_bytes)
                waiting.append(_Task(number, reader, future, offset))
                if len(waiting) > 2 * jobs:
                    _collect(waiting.popleft(), counts, spools, progress)
            while waiting:
                _collect(waiting.popleft(), counts, spools, progress)
        except BaseException:
            for task in waiting:
                task.future.cancel()
            raise
    for filled in spools:
        if filled is not None:
            filled.close()
    return counts


def _blocks(
    plan: Plan, keeps_references: bool
) -> Iterator[tuple[int, TextReader, NDArray[np.uint8], int, int]]:
    for number, path in enumerate(plan.files):
        with ByteSource(path) as source:
            text, rest, is_binary = header_text(source)
            header = parse_header(path, text)
            check_build(header, plan.build)
            check_marks(header, plan.min_r2, plan.rule.ft and not plan.rule.keep_absent)
            reader = TextReader(plan, number, header, keeps_references)
            if not is_binary:
                for block, n_bytes in line_blocks(source, rest, keeps_places=True):
                    yield number, reader, block, n_bytes, source.offset()
                continue
        infos = [*(field.key for field in declared(header)), *marks_of(header).infos, "END"]
        with BinaryLines(header, infos, plan.rule != NO_RULE) as lines:
            for block, n_bytes in line_blocks(lines, np.empty(0, np.uint8), keeps_places=True):
                yield number, reader, block, n_bytes, lines.offset()


def _collect(
    task: _Task, counts: CallSetCounts, spools: Sequence[Spool | None], progress: Progress
) -> None:
    file = counts.files[task.number]
    try:
        result = task.future.result()
    except BlockError as problem:
        raise open_error(file.path, file.n_records + problem.record + 1, str(problem)) from problem
    file.n_records += result.n_records
    file.n_alleles += result.batch.num_rows
    counts.n_calls += result.n_calls
    counts.n_missing += result.n_missing
    counts.x_calls += result.x_calls
    counts.drops.merge(result.drops)
    batches = (result.batch, result.annotations, result.references)
    for spool, batch in zip(spools, batches, strict=True):
        if spool is not None and batch is not None and batch.num_rows:
            spool.add(batch)
    progress(file.path, file.n_records, task.offset, file.n_bytes)
