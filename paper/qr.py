"""QR codes, as SVG."""

from collections.abc import Iterator, Sequence
from itertools import groupby


def svg(text: str, *, border: int = 2, box: int = 10) -> str:
    """The code of ``text`` as an SVG drawing; ``border`` in modules, ``box``: a module in tenths of a millimetre."""
    import qrcode  # noqa: PLC0415 (only where a code is drawn)

    # Any of the eight masks can be read; looking for the one that scores best takes nine tenths of the time.
    code = qrcode.QRCode(border=border, mask_pattern=2)
    code.add_data(text)
    modules = code.get_matrix()
    size, path = len(modules), "".join(_runs(modules))
    # One path of whole runs: the library's own drawing makes an object of each module, and that takes half of the rest.
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{size * box / 10:g}mm" height="{size * box / 10:g}mm" '
        f'viewBox="0 0 {size} {size}"><path fill="#000" d="{path}"/></svg>'
    )


def _runs(modules: Sequence[Sequence[bool]]) -> Iterator[str]:
    """Each run of dark modules in a row as a rectangle."""
    for y, row in enumerate(modules):
        x = 0
        for dark, run in groupby(row):
            length = sum(1 for _module in run)
            if dark:
                yield f"M{x} {y}h{length}v1h-{length}z"
            x += length
