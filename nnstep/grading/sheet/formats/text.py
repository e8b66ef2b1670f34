"""Sheets as a text: lines as in the first format, among sentences."""

from __future__ import annotations

from nnstep.grading.sheet.formats.format import FilledFormat
from nnstep.grading.sheet.prose.prose_sheet import prose_document

FILLED_TEXT = FilledFormat((), prose_document, loose_endings=(".txt", ".md"))
