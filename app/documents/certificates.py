"""The certificate of attendance as a PDF, on one sheet."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from app.attendance.certificates import Certificate
from app.documents import pdf
from app.registration.tickets import drawn

TEMPLATE = Path(__file__).parent / "certificate.typ"


def as_pdf(certificate: Certificate, *, at: datetime) -> bytes | None:
    """None where no font here has the signs of the name: then its page is what there is."""
    names = [one for one in (certificate.name, certificate.native_name) if one]
    lacks = pdf.unprintable(names)
    if certificate.name in lacks:
        return None
    said = asdict(certificate) | {
        "title": certificate.sides[0].heading,
        "native_name": ""
        if certificate.native_name is None or certificate.native_name in lacks
        else certificate.native_name,
        "qr": drawn(certificate.address),
    }
    tries = [
        pdf.compiler_of(TEMPLATE, certificate=said, air=air) for air in (pdf.AIRY, "0.4", "0")
    ]
    on_one = next((one for one in tries if pdf.pages(one) == 1), tries[-1])
    return pdf.octets_of(on_one, at=at)
