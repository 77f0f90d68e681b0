"""QR codes, as SVG."""


def svg(text: str, *, border: int = 2, box: int = 10) -> str:
    """The code of ``text`` as an SVG drawing; ``border`` in modules, ``box``: a module in tenths of a millimetre."""
    import qrcode  # noqa: PLC0415 (only where a code is drawn)
    import qrcode.image.svg  # noqa: PLC0415

    image = qrcode.make(text, image_factory=qrcode.image.svg.SvgPathImage, border=border, box_size=box)
    drawn: str = image.to_string(encoding="unicode")
    return drawn
