"""A scanner as offices have them: pages of a PDF become pictures, grainy, askew and blurred."""

import io
from dataclasses import dataclass

import numpy as np
import pypdfium2
import pytest
from PIL import Image, ImageFilter

from ingest.document import UnreadableError
from ingest.scan.tesseract import engine


def has_tesseract() -> bool:
    try:
        return bool(engine())
    except UnreadableError:
        return False


needs_tesseract = pytest.mark.skipif(not has_tesseract(), reason="tesseract with Vietnamese (vie) is not installed")


@dataclass(frozen=True, slots=True)
class Scanner:
    """`noise` is a standard deviation in grey levels; `skew` is in degrees, every other page the other way."""

    dpi: int
    noise: float = 0.0
    skew: float = 0.0
    blur: float = 0.0
    quality: int = 90

    def sees(self, pdf: bytes) -> list[Image.Image]:
        """The pages of `pdf`; the same each time."""
        chance = np.random.default_rng(2025)
        with pypdfium2.PdfDocument(pdf) as document:
            sheets = [page.render(scale=self.dpi / 72, grayscale=True).to_pil() for page in document]
        return [self._worn(sheet, place, chance) for place, sheet in enumerate(sheets)]

    def _worn(self, sheet: Image.Image, place: int, chance: np.random.Generator) -> Image.Image:
        if self.skew:
            turn = self.skew if place % 2 else -self.skew
            sheet = sheet.rotate(turn, Image.Resampling.BICUBIC, fillcolor=255)
        if self.blur:
            sheet = sheet.filter(ImageFilter.GaussianBlur(self.blur))
        if self.noise:
            grain = chance.normal(0, self.noise, (sheet.height, sheet.width))
            sheet = Image.fromarray((np.asarray(sheet) * 0.85 + 20 + grain).clip(0, 255).astype(np.uint8))
        return sheet

    def writes(self, pdf: bytes, kind: str = "PDF") -> bytes:
        """The scan of `pdf`, a PDF or a TIFF: pictures, and nothing else."""
        first, *rest = self.sees(pdf)
        made = io.BytesIO()
        how = {"resolution": self.dpi, "quality": self.quality} if kind == "PDF" else {"dpi": (self.dpi, self.dpi)}
        first.save(made, kind, save_all=True, append_images=rest, **how)
        return made.getvalue()


GOOD = Scanner(300)
USED = Scanner(300, noise=8, skew=2, blur=0.7, quality=75)
BAD = Scanner(150, noise=12, skew=2, blur=0.5, quality=70)
