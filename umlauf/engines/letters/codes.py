"""QR codes (ISO/IEC 18004) as pictures for the press."""

import io

import segno


def qr_svg(text: str) -> str:
    """The source of an SVG picture, without the white around it that paper has anyway.

    Level M: a seventh of the code may be soiled.
    """
    file = io.BytesIO()
    code = segno.make_qr(text, error="m", boost_error=False)
    code.save(file, kind="svg", border=0, xmldecl=False, svgclass=None, lineclass=None)
    return file.getvalue().decode()
