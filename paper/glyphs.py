"""Which characters the printing fonts have: known before anybody is told that their certificate cannot be printed."""

from functools import lru_cache

from paper.pdf import FONTS


def missing(*texts: str) -> list[str]:
    """The characters of these texts that no certificate could show, each once, in their order."""
    has = _characters()
    return list(dict.fromkeys(sign for text in texts for sign in text if not sign.isspace() and ord(sign) not in has))


@lru_cache(maxsize=1)
def _characters() -> frozenset[int]:
    """What the regular font has: names are set in it, since the bold one has common characters alone."""
    from fontTools.ttLib import TTFont  # noqa: PLC0415 (0.2 s that only a check of names needs)

    with TTFont(FONTS / "XieshangSansSC-Regular.otf", lazy=True) as font:
        return frozenset(font.getBestCmap())
