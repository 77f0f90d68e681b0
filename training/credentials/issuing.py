"""What is handed out for a certificate: the credential, the JWT and the PDF with the credential in it, made once."""

import json
from datetime import UTC, date, datetime, time
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from paper import qr
from paper.pdf import render
from training.certification.models import Certificate
from training.credentials import signing, status
from training.credentials.keys import Algorithm, address_of, did_of, signing_key
from training.credentials.models import Issued

CONTEXTS = [
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
]
MONTHS = (
    "January February March April May June July August September October November December".split()  # noqa: SIM905
)


def documents_of(certificate: Certificate) -> Issued:
    """What was made for this certificate, made now if it never was. Raises keys.KeyMissing, paper.pdf.PaperFault."""
    found = Issued.objects.filter(certificate=certificate).first()
    if found is not None:
        return found
    issuer, badge = _issuer(certificate), open_badge(certificate)
    credential = signing.signed(badge, signing_key(issuer), certificate.issued_at)
    text = json.dumps(credential, ensure_ascii=False, indent=2)
    jwt = signing.as_jwt(badge, signing_key(issuer, Algorithm.RS256))
    document = pdf(certificate, text)
    try:
        with transaction.atomic():
            return Issued.objects.create(certificate=certificate, credential=text, jwt=jwt, pdf=document)
    except IntegrityError:  # another process was faster: its document is the one that was handed out
        return Issued.objects.get(certificate=certificate)


def _issuer(certificate: Certificate) -> Any:
    return certificate.scheme.organization


def page_of(certificate: Certificate) -> str:
    """The address to which the QR code leads."""
    return f"{settings.PUBLIC_URL}/v/{certificate.number}/"


def open_badge(certificate: Certificate) -> dict[str, Any]:
    """The certificate as an Open Badges 3.0 credential without its proof; no name, nothing of an identity number."""
    printed, issuer = certificate.printed, _issuer(certificate)
    achievement = f"{settings.PUBLIC_URL}/training/certification/schemes/{certificate.scheme.slug}/"
    document: dict[str, Any] = {
        "@context": CONTEXTS,
        "id": page_of(certificate),
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": {
            "id": did_of(issuer),
            "type": ["Profile"],
            "name": printed["issuer"]["zh"],
            "url": address_of(issuer),
        },
        "validFrom": signing.moment(_begin(certificate.begins)),
        "name": printed["grade"]["zh"],
        "credentialSubject": {
            "id": f"urn:uuid:{certificate.subject}",
            "type": ["AchievementSubject"],
            "achievement": {
                "id": f"{achievement}#{certificate.grade}",
                "type": ["Achievement"],
                "achievementType": "Certificate",
                "name": printed["grade"]["zh"],
                "description": f"{printed['scheme']['zh']} · {printed['scheme']['en']} · {printed['grade']['en']}",
                "criteria": {"id": achievement, "narrative": _narrative(certificate)},
            },
        },
        "credentialStatus": status.entries(status.place_of(certificate)),
    }
    if certificate.until:
        document["validUntil"] = signing.moment(_end(certificate.until))
    return document


def _narrative(certificate: Certificate) -> str:
    version = certificate.version.number
    return (
        f"规则第 {version} 版；{certificate.passed_on.isoformat()} 通过。Rules version {version}; passed on that day."
    )


def _begin(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min)).astimezone(UTC)


def _end(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(23, 59, 59))).astimezone(UTC)


def pdf(certificate: Certificate, credential: str) -> bytes:
    """The certificate in both languages, for keeping (PDF/A-3a) and for reading aloud (PDF/UA-1)."""
    printed, issued = certificate.printed, timezone.localdate(certificate.issued_at)
    data = {
        "title": f"{printed['grade']['zh']} {certificate.number}",
        "name": printed["name"],
        "unit": printed["unit"],
        "scheme": printed["scheme"],
        "grade": printed["grade"],
        "class": printed["class"],
        "issuer": printed["issuer"],
        "number": certificate.number,
        "page": page_of(certificate),
        "svg": qr.svg(page_of(certificate), border=0),
        "valid": _valid(certificate),
        "date": _day(certificate.passed_on),
        "issued": {"year": issued.year, "month": issued.month, "day": issued.day},
    }
    attachments = {f"{certificate.number}.json": credential}
    return render("credential", data, "zh", attachments=attachments, archival=True)


def _valid(certificate: Certificate) -> dict[str, str]:
    begins = _day(certificate.begins)
    if certificate.until is None:
        return {"zh": f"自 {begins['zh']} 起长期有效", "en": f"Valid from {begins['en']} without end"}
    until = _day(certificate.until)
    return {
        "zh": f"有效期 {begins['zh']} 至 {until['zh']}",
        "en": f"Valid from {begins['en']} until {until['en']}",
    }


def _day(day: date) -> dict[str, str]:
    return {"zh": f"{day.year}年{day.month}月{day.day}日", "en": f"{day.day} {MONTHS[day.month - 1]} {day.year}"}
