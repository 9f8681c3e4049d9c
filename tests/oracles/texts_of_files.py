"""What can be read in a picture, format by format, without the library that wrote it."""

import io
import re
import zipfile
import zlib
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree

import numpy as np
from PIL import Image
from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE_TYPE

_NUMBER = r"-?\d+(?:\.\d+)?(?:e-?\d+)?"


@dataclass(frozen=True)
class Text:
    """A text of an SVG: where it stands, in pixels of the whole, and how it hangs there."""

    words: str
    x: float
    y: float
    size: float
    anchor: str
    is_level: bool


def of_svg(svg: bytes) -> list[Text]:
    """Return the texts of an SVG in the order in which they are drawn."""
    texts: list[Text] = []
    _walk(ElementTree.fromstring(svg), 0.0, 0.0, True, texts)
    return texts


def _walk(node: ElementTree.Element, x: float, y: float, is_level: bool, into: list[Text]) -> None:
    transform = node.get("transform", "")
    moved = re.search(rf"translate\(({_NUMBER})[, ]+({_NUMBER})\)", transform)
    if moved:
        x, y = x + float(moved[1]), y + float(moved[2])
    is_level = is_level and "rotate" not in transform
    if node.tag.endswith("}text"):
        size = re.search(r"[\d.]+", node.get("font-size", "11"))
        at = x, y, float(size[0]) if size else 11.0, node.get("text-anchor", "start"), is_level
        lines = [child for child in node if child.tag.endswith("}tspan")]
        if node.get("opacity") != "0":
            into.extend(_lines(node, lines, *at))
        return
    for child in node:
        _walk(child, x, y, is_level, into)


def _lines(
    node: ElementTree.Element,
    lines: list[ElementTree.Element],
    x: float,
    y: float,
    size: float,
    anchor: str,
    is_level: bool,
) -> list[Text]:
    if not lines:
        return [Text(node.text or "", x, y, size, anchor, is_level)]
    down = 0.0
    found = []
    for line in lines:
        down += float(line.get("dy", "0"))
        found.append(Text(line.text or "", x, y + down, size, anchor, is_level))
    return found


def of_pdf(pdf: bytes) -> str:
    """Return what a PDF shows as letters, in the order in which it shows them."""
    bodies = {
        int(found[1]): found[2]
        for found in re.finditer(rb"(\d+) 0 obj\n(.*?)\nendobj", pdf, re.DOTALL)
    }
    letters = {
        name.decode(): _letters(bodies, int(font))
        for body in bodies.values()
        for name, font in re.findall(rb"/(fo?\d+) (\d+) 0 R", body)
    }
    shown: list[str] = []
    for body in bodies.values():
        stream = _stream(body)
        if b" Tf" not in stream:
            continue
        for font, string in re.findall(
            rb"/(\w+) [\d.]+ Tf\n\((.*?[^\\]|.*?\\\\)\) Tj", stream, re.DOTALL
        ):
            known = letters.get(font.decode(), {})
            raw = _unescaped(string)
            codes = [raw[at] << 8 | raw[at + 1] for at in range(0, len(raw) - 1, 2)]
            shown += [known.get(code, "�") for code in codes]
    return "".join(shown)


def _stream(body: bytes) -> bytes:
    begins = re.search(rb"/Length (\d+).*?stream\r?\n", body, re.DOTALL)
    if not begins:
        return b""
    stream = body[begins.end() : begins.end() + int(begins[1])]
    return zlib.decompress(stream) if b"/FlateDecode" in body else stream


def _letters(bodies: dict[int, bytes], font: int) -> dict[int, str]:
    """Return the letter of each code of a font, as its ToUnicode says."""
    named = re.search(rb"/ToUnicode (\d+) 0 R", bodies.get(font, b""))
    if not named:
        return {}
    text = _stream(bodies[int(named[1])]).decode("latin-1")
    known: dict[int, str] = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", text, re.DOTALL):
        for code, letter in re.findall(r"<(\w+)>\s*<(\w+)>", block):
            known[int(code, 16)] = bytes.fromhex(letter).decode("utf-16-be")
    for block in re.findall(r"beginbfrange(.*?)endbfrange", text, re.DOTALL):
        for low, high, first in re.findall(r"<(\w+)>\s*<(\w+)>\s*<(\w+)>", block):
            for step in range(int(high, 16) - int(low, 16) + 1):
                known[int(low, 16) + step] = chr(int(first, 16) + step)
    return known


def _unescaped(string: bytes) -> bytes:
    """Return the bytes of a string of a PDF, which writes some in octal or after a stroke."""
    letters = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}

    def byte(found: re.Match[bytes]) -> bytes:
        said = found[1]
        return bytes([int(said, 8)]) if said.isdigit() else letters.get(said, said)

    return re.sub(rb"\\([0-7]{1,3}|.)", byte, string, flags=re.DOTALL)


def without_ink(png: bytes, texts: list[Text], width: float) -> list[str]:
    """Return the texts of an SVG that a PNG of the same picture shows nothing of.

    width
        Of the SVG. Texts that are turned are left out.
    """
    pixels = np.asarray(Image.open(io.BytesIO(png)).convert("L"), dtype=np.int16)
    scale = pixels.shape[1] / width
    missing = []
    for text in texts:
        if not text.is_level or not text.words.strip():
            continue
        wide = max(0.35 * text.size * len(text.words), text.size / 2)
        left = {"start": text.x, "middle": text.x - wide / 2, "end": text.x - wide}[text.anchor]
        box = pixels[
            max(0, round((text.y - 0.8 * text.size) * scale)) : round((text.y + 1) * scale),
            max(0, round(left * scale)) : round((left + wide) * scale),
        ]
        if box.size == 0 or box.max() - box.min() < 40:
            missing.append(text.words)
    return missing


def of_pptx(pptx: bytes) -> list[dict[str, str]]:
    """Return of each slide its headline, its other texts, its notes and what pictures stand for."""
    return [_of_slide(slide) for slide in Presentation(io.BytesIO(pptx)).slides]


def _of_slide(slide: Any) -> dict[str, str]:
    pictures = [shape for shape in slide.shapes if shape.shape_type == MSO_SHAPE_TYPE.PICTURE]
    texts = [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
    return {
        "headline": slide.shapes.title.text_frame.text,
        "texts": "\n".join(texts),
        "notes": slide.notes_slide.notes_text_frame.text,
        "alt": "\n".join(each._element.nvPicPr.cNvPr.get("descr", "") for each in pictures),
    }


def numbers_of_zip(whole: bytes) -> list[float]:
    """Return every number of the sheets and charts in a PPTX or XLSX, wherever it stands."""
    found: list[float] = []
    with zipfile.ZipFile(io.BytesIO(whole)) as parts:
        for name in parts.namelist():
            if name.endswith(".xlsx"):
                found += numbers_of_zip(parts.read(name))
            elif name.endswith(".xml") and ("/charts/" in name or "/worksheets/" in name):
                cells = re.findall(r"<(?:c:)?v>(-?[\d.eE+-]+)</", parts.read(name).decode())
                found += map(float, cells)
    return found
