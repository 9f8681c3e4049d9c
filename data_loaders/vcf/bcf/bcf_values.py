"""Values as BCF stores them, read, and written as the text of a VCF line."""

import numpy as np

from straits.genotypes.compiled import compiled, inlined

INT8, INT16, INT32, TEXT = 1, 2, 3, 7


@inlined
def unsigned(block, at):
    """Return four bytes as a number without sign."""
    return (
        np.int64(block[at])
        | np.int64(block[at + 1]) << 8
        | np.int64(block[at + 2]) << 16
        | np.int64(block[at + 3]) << 24
    )


@inlined
def typed_value(block, at):
    """Return (type, length, offset of the first value) of a typed value."""
    kind, length = block[at] & 15, np.int64(block[at] >> 4)
    at += 1
    if length == 15:
        kind_of_length = block[at] & 15
        length = whole_number(block, at + 1, kind_of_length)
        at += 1 + width_of(kind_of_length)
    return kind, length, at


@inlined
def width_of(kind):
    """Return the bytes of one value of a type."""
    if kind == INT16:
        return 2
    return 4 if kind == INT32 or kind == 5 else 1


@inlined
def whole_number(block, at, kind):
    """Return a signed value; the smallest is "missing", the one above it "end of vector"."""
    if kind == INT8:
        return np.int64(np.int8(block[at]))
    if kind == INT16:
        return np.int64(np.int16(np.uint16(block[at]) | np.uint16(block[at + 1]) << 8))
    return np.int64(np.int32(unsigned(block, at)))


@compiled
def write_number(text, at, number):
    """Write a whole number, or a dot for a negative one; returns the offset behind it."""
    if number < 0:
        text[at] = 46
        return at + 1
    if number < 10:
        text[at] = 48 + number
        return at + 1
    power = 1
    while number // power >= 10:
        power *= 10
    while power > 0:
        text[at] = 48 + number // power % 10
        power //= 10
        at += 1
    return at


@compiled
def copy_bytes(text, at, source, start, stop):
    """Copy source[start:stop]; returns the offset behind it."""
    for index in range(start, stop):
        text[at] = source[index]
        at += 1
    return at


@compiled
def write_quality(text, at, bits):
    """Write QUAL to a thousandth, or a dot."""
    if bits == 0x7F800001:
        text[at] = 46
        return at + 1
    exponent, mantissa = (bits >> 23) & 255, bits & 0x7FFFFF
    if exponent == 255 or bits >> 31:
        text[at] = 46
        return at + 1
    value = (1 + mantissa / 8388608.0) * 2.0 ** (exponent - 127) if exponent else 0.0
    thousandths = np.int64(round(min(value, 1e15) * 1000))
    at = write_number(text, at, thousandths // 1000)
    rest = thousandths % 1000
    if rest:
        text[at] = 46
        text[at + 1] = 48 + rest // 100
        text[at + 2] = 48 + rest // 10 % 10
        text[at + 3] = 48 + rest % 10
        at += 4
    return at


@compiled
def write_genotype(text, at, block, start, length, kind):
    """Write one sample's GT; returns the offset behind it."""
    width = width_of(kind)
    end_of_vector = -127 if kind == INT8 else (-32767 if kind == INT16 else -2147483647)
    n_written = 0
    for copy in range(length):
        value = whole_number(block, start + copy * width, kind)
        if value == end_of_vector:
            break
        if n_written:
            text[at] = 124 if value & 1 else 47
            at += 1
        at = write_number(text, at, (value >> 1) - 1)
        n_written += 1
    if n_written == 0:
        text[at] = 46
        at += 1
    return at


@compiled
def write_numbers(text, at, block, start, length, kind):
    """Write one sample's numbers with commas between them; returns the offset behind them."""
    width = width_of(kind)
    end_of_vector = -127 if kind == INT8 else (-32767 if kind == INT16 else -2147483647)
    for index in range(length):
        value = whole_number(block, start + index * width, kind)
        if value == end_of_vector:
            break
        if index:
            text[at] = 44
            at += 1
        at = write_number(text, at, value)
    return at
