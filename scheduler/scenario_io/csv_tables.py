"""CSV files as numbered rows of text; nothing is inferred."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from scheduler.domain.errors import RefusedError
from scheduler.domain.files import MEBIBYTE

_UTF_8 = "utf-8-sig"
LARGEST_FILE = 32 * MEBIBYTE
LONGEST_CELL = 20_000
MOST_ROWS = 1_048_576
"""As many as a sheet of a spreadsheet can show."""

NumberedRow = tuple[int, list[str]]
_BYTE_ORDER_MARKS = (b"\xff\xfe", b"\xfe\xff")


def csv_rows(content: bytes, delimiter: str = ",", encoding: str = _UTF_8) -> Iterator[NumberedRow]:
    """Yield the rows of a CSV file, numbered as a spreadsheet numbers them (a quoted cell may span lines).

    Parameters
    ----------
    content
        The file's bytes: UTF-8, with or without a byte-order mark, lines ended by LF or CRLF.
    delimiter
        What separates cells.
    encoding
        Another encoding, for exports of other systems.

    Raises
    ------
    RefusedError
        While iterating, where the file is not such text, a quote is never closed, or a cell or the file is too long.
    """
    if encoding == _UTF_8:
        _refuse_other_encodings(content)
    else:
        _refuse_unless(content, encoding)
    lines = io.TextIOWrapper(io.BytesIO(content), encoding=encoding, newline="")
    number = 0
    before = csv.field_size_limit(LONGEST_CELL)
    try:
        for number, cells in enumerate(csv.reader(lines, delimiter=delimiter, strict=True), start=1):
            if number > MOST_ROWS:
                message = f"at most {MOST_ROWS} rows"
                raise RefusedError(message, str(number))
            yield number, cells
    except csv.Error as error:
        raise RefusedError(_told(str(error)), str(number + 1)) from None
    finally:
        csv.field_size_limit(before)


def _told(error: str) -> str:
    if "field larger" in error:
        return f"cells of at most {LONGEST_CELL} characters (a quote that is never closed makes one long cell)"
    return f"a row of cells separated by commas, a quote inside a quoted cell doubled ({error})"


def _refuse_other_encodings(content: bytes) -> None:
    if content.startswith(_BYTE_ORDER_MARKS):
        message = "UTF-8 text, not UTF-16; save as 'CSV UTF-8'"
        raise RefusedError(message)
    zero = content.find(b"\0")
    if zero >= 0:
        message = f"text, not a NUL byte (byte {zero + 1} of the file)"
        raise RefusedError(message, _line(content, zero))
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        message = f"UTF-8 text (byte {error.start + 1} of the file is not); save as 'CSV UTF-8'"
        raise RefusedError(message, _line(content, error.start), f"byte {content[error.start]:02X}") from None


def _refuse_unless(content: bytes, encoding: str) -> None:
    """Refuse content that is no text in an encoding."""
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        message = f"text in the encoding {encoding} (byte {error.start + 1} of the file is not)"
        raise RefusedError(message) from None
    if "\0" in text:
        message = f"text in the encoding {encoding}, not a NUL character"
        raise RefusedError(message)


def _line(content: bytes, offset: int) -> str:
    return str(content.count(b"\n", 0, offset) + 1)
