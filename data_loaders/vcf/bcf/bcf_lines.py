"""BCF, the binary VCF, as the lines of a VCF: htslib writes them, in a process of its own.

What is damaged may end that process; here it is an error like any other. The file is inflated on
this side of the pipe, where a block that is wrong is found with its byte.
"""

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from threading import Thread

import numpy as np
from numpy.typing import NDArray

from data_loaders.vcf.bgzf.blocks import ByteSource
from data_loaders.vcf.header import Header
from straits.errors import InputError

# A length that is wrong asks for gigabytes. No record of a million people comes near.
_MOST_MEMORY = 4 << 30
_PROGRAM = f"""
import resource, sys
import pysam.bcftools
most = resource.getrlimit(resource.RLIMIT_AS)[1]
least = {_MOST_MEMORY} if most == resource.RLIM_INFINITY else min({_MOST_MEMORY}, most)
resource.setrlimit(resource.RLIMIT_AS, (least, most))
pysam.bcftools.annotate(*sys.argv[1:], "-Ov", "-o", "/dev/stdout", "-", catch_stdout=False)
"""
_PIPE_BYTES = 1 << 20
# A phase set beside GT says that its heterozygotes are phased in part only; FT is told or obeyed.
_GENOTYPES = ("GT", "PS", "PGT", "PID", "FT")
_DEPTHS = ("GQ", "RGQ", "DP", "AD")


class BinaryLines(ByteSource):
    """An open BCF file that gives the lines of its records, header first.

    Only what is read is written: the fixed columns, and the fields that are asked for.
    """

    def __init__(self, header: Header, infos: Iterable[str], with_depths: bool) -> None:
        """Start htslib on a file.

        infos
            The INFO fields that are wanted.
        with_depths
            Whether GQ, DP and AD are wanted beside GT and the phase sets.
        """
        super().__init__(header.path)
        self._errors = tempfile.TemporaryFile()
        self._problem: InputError | None = None
        formats = _GENOTYPES + (_DEPTHS if with_depths else ())
        unwanted = _all_but(header, "INFO", infos), _all_but(header, "FORMAT", formats)
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-c", _PROGRAM, "--no-version", "-x", ",".join(unwanted)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._errors,
            bufsize=0, pipesize=_PIPE_BYTES,
        )  # fmt: skip
        self._used = 0
        self._feeder = Thread(target=self._feed, name="bcf", daemon=True)
        self._feeder.start()

    def __exit__(self, *error: object) -> None:
        """End htslib, and close the file."""
        self.process.kill()
        self.process.wait()
        self._feeder.join()
        assert self.process.stdout is not None
        self.process.stdout.close()
        self._errors.close()
        super().__exit__(*error)

    def offset(self) -> int:
        """Return how many bytes of the file, as it lies on disk, htslib has been given so far."""
        return self._used

    def read_into(self, buffer: NDArray[np.uint8], start: int, stop: int) -> int:
        """Fill buffer[start:stop] as far as the lines go; returns the number of bytes read."""
        assert self.process.stdout is not None
        view = memoryview(buffer)  # type: ignore[arg-type]
        filled = start
        while filled < stop:
            n_bytes = self.process.stdout.readinto(view[filled:stop])  # type: ignore[attr-defined]
            if not n_bytes:
                self._check_whole()
                break
            filled += n_bytes
        return filled - start

    def _feed(self) -> None:
        assert self.process.stdin is not None
        piece = np.empty(_PIPE_BYTES, np.uint8)
        try:
            while n_bytes := super().read_into(piece, 0, piece.size):
                self._used = super().offset()
                rest = memoryview(piece)[:n_bytes]  # type: ignore[arg-type]
                while rest:
                    rest = rest[self.process.stdin.write(rest) :]
        except InputError as problem:
            self._problem = problem
        except BrokenPipeError:
            pass  # htslib has ended, and its exit code tells why
        finally:
            self.process.stdin.close()

    def _check_whole(self) -> None:
        code = self.process.wait()
        self._feeder.join()
        if self._problem is not None:
            raise self._problem
        if code:
            self._errors.seek(0)
            written = self._errors.read().decode("utf-8", "replace")
            reasons = re.findall(r"(?:\[E::\w+\]|Error:) ([^\\\n]+)", written)
            why = reasons[0] if reasons else f"it ended with {code}"
            raise InputError(
                f"{self.path} is damaged or cut short: htslib cannot read a record before byte "
                f"{self._used:,} of the file ({why}). Make it again, for example with bcftools "
                "view -Ob."
            )


def _all_but(header: Header, kind: str, wanted: Iterable[str]) -> str:
    """Return what `bcftools annotate -x` is told, so that only the wanted fields are left."""
    pattern = re.compile(rf"##{kind}=<.*?\bID=([^,>]+)")
    known = {match[1] for line in header.lines if (match := pattern.match(line))}
    kept = [f"^{kind}/{name}" for name in wanted if name in known]
    return ",".join(kept) or kind
