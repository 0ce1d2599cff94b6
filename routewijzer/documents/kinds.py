"""What kind of document a file is, by its content."""

from __future__ import annotations

import io
import zipfile
from pathlib import PurePath

from routewijzer.documents.document import DocumentError

PDF, DOCX, ODT, TEXT = "pdf", "docx", "odt", "txt"

_ODT_TYPE = b"application/vnd.oasis.opendocument.text"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # Word until 2003, and the envelope of a DOCX with a password
_OLE_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_OTHER = (b"{\\rtf", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf")

# Limits on what a zip holds, by the sizes in its index: reading a member stops at the size named there.
_MAX_MEMBERS = 5_000
_MAX_UNPACKED = 150 * 1024 * 1024
_MAX_XML = 30 * 1024 * 1024


def kind_in_name(name: str) -> str:
    """The kind that the name of a file claims; empty when it claims none of these."""
    suffix = PurePath(name).suffix.lower().lstrip(".")
    return suffix if suffix in (PDF, DOCX, ODT, TEXT) else ""


def kind_of(data: bytes, claimed: str = "") -> str:
    """PDF, DOCX, ODT or TEXT. Raises DocumentError: another kind, a password, too much inside, or not as `claimed`;
    and whatever `zipfile` raises on a broken file."""
    found = _by_content(data)
    if claimed and claimed != found:
        raise DocumentError("andere_soort")
    if found is None:
        raise DocumentError("soort")
    return found


def _by_content(data: bytes) -> str | None:
    if b"%PDF-" in data[:1024]:
        return PDF
    if data.startswith(b"PK\x03\x04"):
        return _in_zip(data)
    if data.startswith(_OLE):
        if _OLE_ENCRYPTED in data:
            raise DocumentError("wachtwoord")
        return None
    if data.startswith(_OTHER) or decoded(data) is None:
        return None
    return TEXT


def _in_zip(data: bytes) -> str | None:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = archive.infolist()
        names = {member.filename for member in members}
        xml = [member.file_size for member in members if member.filename.endswith((".xml", ".rels"))]
        unpacked = sum(member.file_size for member in members)
        if len(members) > _MAX_MEMBERS or unpacked > _MAX_UNPACKED or max(xml, default=0) > _MAX_XML:
            raise DocumentError("te_zwaar")
        if {"word/document.xml", "[Content_Types].xml"} <= names:
            return DOCX
        if "mimetype" in names and archive.read("mimetype").strip() == _ODT_TYPE:
            if b"encryption-data" in archive.read("META-INF/manifest.xml"):
                raise DocumentError("wachtwoord")
            return ODT
    return None


def decoded(data: bytes) -> str | None:
    """The text in `data`: UTF-8, UTF-16 with its mark, or what Windows writes; None when it is not text."""
    encodings = ["utf-16"] if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        controls = sum(char < " " and char not in "\t\n\r\f" for char in text)
        # A file of bytes is full of control characters; one that slipped into a text does not make it so.
        return text if "\0" not in text and controls * 100 <= len(text) else None
    return None
