"""A researcher takes a figure from a gene into a document, with methods, numbers and place."""

import re
import shutil
import subprocess
from html import escape
from pathlib import Path

import polars as pl
import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Go, settled

pytestmark = pytest.mark.long


def taken(page: Page, label: str, folder: Path) -> Path:
    """Return the file that a button below the figure gives."""
    with page.expect_download() as download:
        page.get_by_role("button", name=label, exact=True).first.click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


def told(page: Page, label: str) -> str:
    """Return what stands to be copied behind a button below the figure."""
    page.get_by_role("button", name=label, exact=True).first.click()
    code = page.locator('[data-testid="stPopoverBody"] [data-testid="stCode"] code').first
    expect(code).to_be_visible()
    text = code.inner_text()
    page.keyboard.press("Escape")
    expect(code).to_be_hidden()
    return text


def test_a_gene_becomes_a_figure_in_a_document(go: Go, tmp_path: Path) -> None:
    page = go("/")
    box = page.get_by_label("Search a gene, rsID, variant or region")
    box.fill("MCM6")
    box.press("Enter")
    page.wait_for_url("**/gene?*")
    settled(page)
    finding = page.locator(".st-key-chart-title-lollipops").inner_text()
    assert finding.startswith("MCM6: ")
    methods, address = told(page, "Methods"), told(page, "Copy link")
    picture, numbers = (taken(page, label, tmp_path) for label in ("PNG", "CSV"))
    rows = pl.read_csv(numbers, comment_prefix="#")
    assert {"Danish", "Chinese"} <= set(rows["label"])
    about = numbers.read_text(encoding="utf-8")
    for line in (f"finding: {finding}", "release: r1", f"methods: {methods}"):
        assert f"# {line}\n" in about
    if shutil.which("pdftotext") is None:
        pytest.skip("poppler-utils, which reads the document, is not installed")
    document, opened = tmp_path / "paper.html", tmp_path / "paper.pdf"
    said = "".join(f"<p>{escape(text)}</p>" for text in (finding, methods, address))
    document.write_text(f'<meta charset="utf-8"><img src="{picture.name}" width="600">{said}')
    paper = page.context.new_page()
    paper.goto(document.as_uri())
    paper.pdf(path=opened)
    paper.close()
    text = subprocess.run(
        ["pdftotext", str(opened), "-"], check=True, capture_output=True, text=True
    ).stdout
    squeezed = re.sub(r"\s", "", text)
    for part in (finding, methods, address):
        assert re.sub(r"\s", "", part) in squeezed
    images = subprocess.run(
        ["pdfimages", "-list", str(opened)], check=True, capture_output=True, text=True
    ).stdout
    assert " image " in images
