"""QR codes, as SVG."""


def svg(text: str, *, border: int = 2, box: int = 10) -> str:
    """The code of ``text`` as an SVG drawing; ``border`` in modules, ``box``: a module in tenths of a millimetre."""
    import qrcode  # noqa: PLC0415 (only where a code is drawn)
    import qrcode.image.svg  # noqa: PLC0415

    # Any of the eight masks can be read; looking for the one that scores best takes nine tenths of the time.
    code = qrcode.QRCode(border=border, box_size=box, mask_pattern=2, image_factory=qrcode.image.svg.SvgPathImage)
    code.add_data(text)
    drawn: str = code.make_image().to_string(encoding="unicode")
    return drawn
