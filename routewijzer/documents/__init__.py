"""Reading a policy document: from the bytes of a PDF, DOCX, ODT or text file to its pages of text.

A file from outside is opened in a process of its own that has little time, little memory and nothing to write to
(`limited`). What a file is, is seen from its content; its name only has to agree with that.
"""

from routewijzer.documents.document import MAX_BYTES, MAX_CHARACTERS, Document, DocumentError, pasted
from routewijzer.documents.limited import ExtractionFailed, extract, read

__all__ = ["MAX_BYTES", "MAX_CHARACTERS", "Document", "DocumentError", "ExtractionFailed", "extract", "pasted", "read"]
