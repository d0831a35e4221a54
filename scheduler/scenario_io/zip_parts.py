"""The parts of a workbook's zip archive, unpacked chunk by chunk within bounds, whatever its directory declares."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator

from scheduler.domain.errors import RefusedError
from scheduler.domain.files import MEBIBYTE

LARGEST_FILE = 32 * MEBIBYTE
MOST_UNPACKED = 128 * MEBIBYTE
MOST_PARTS = 1_000
_HIGHEST_RATIO = 200
_RATIO_COUNTS_FROM = 8 * MEBIBYTE
_CHUNK = 1 << 16
_ENTRY_MARK = b"PK\x01\x02"
_LOCAL_HEADER = 30
_OLD_OR_LOCKED = b"\xd0\xcf\x11\xe0"


class ZipParts:
    """A zip archive whose parts can be read as streams of chunks.

    ``zipfile`` reads its directory only. The parts are inflated here, because what a directory declares may be wrong:
    what counts against the bound is what really comes out.

    Parameters
    ----------
    content
        The archive's bytes.

    Raises
    ------
    RefusedError
        If it is not such an archive, is encrypted, or declares more parts or bytes than is allowed.
    """

    def __init__(self, content: bytes) -> None:
        if content.startswith(_OLD_OR_LOCKED):
            message = "an .xlsx workbook without a password, not an older or protected one"
            raise RefusedError(message)
        # Counted before the directory is read: a directory of a million entries would itself fill the memory.
        if content.count(_ENTRY_MARK) > MOST_PARTS:
            message = f"a workbook of at most {MOST_PARTS} parts"
            raise RefusedError(message)
        self._content = content
        self._parts = self._directory()
        self._unpacked = 0
        declared = sum(part.file_size for part in self._parts.values())
        if declared > MOST_UNPACKED:
            message = (
                f"a workbook that unpacks to at most {MOST_UNPACKED // MEBIBYTE} MiB; it declares {declared} bytes"
            )
            raise RefusedError(message)

    def _directory(self) -> dict[str, zipfile.ZipInfo]:
        try:
            with zipfile.ZipFile(io.BytesIO(self._content)) as archive:
                parts = archive.infolist()
        except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error, EOFError, OverflowError):
            message = "an .xlsx workbook; this file is damaged or something else"
            raise RefusedError(message) from None
        names = [part.filename for part in parts]
        if len(set(names)) < len(names) or any(part.flag_bits & 1 for part in parts):
            message = "an .xlsx workbook; this archive holds a part twice or encrypted"
            raise RefusedError(message)
        return {part.filename: part for part in parts}

    def __contains__(self, name: str) -> bool:
        return name in self._parts

    def chunks(self, name: str) -> Iterator[bytes]:
        """Yield a part's bytes in chunks of at most 64 KiB.

        Raises
        ------
        RefusedError
            If the part is damaged, or if more comes out than is declared or allowed.
        """
        part = self._parts[name]
        packed = self._packed(part)
        unpacked = 0
        for chunk in _inflated(packed) if part.compress_type == zipfile.ZIP_DEFLATED else _stored(part, packed):
            unpacked += len(chunk)
            self._unpacked += len(chunk)
            if unpacked > part.file_size or self._unpacked > MOST_UNPACKED:
                message = f"a workbook that unpacks to what it declares and at most {MOST_UNPACKED // MEBIBYTE} MiB"
                raise RefusedError(message)
            if unpacked > _RATIO_COUNTS_FROM and unpacked > _HIGHEST_RATIO * len(packed):
                message = f"parts that unpack to at most {_HIGHEST_RATIO} times their size"
                raise RefusedError(message)
            yield chunk

    def _packed(self, part: zipfile.ZipInfo) -> memoryview:
        at = part.header_offset
        header = self._content[at : at + _LOCAL_HEADER]
        if len(header) < _LOCAL_HEADER or not header.startswith(b"PK\x03\x04"):
            raise _damaged(part.filename)
        name_size, extra_size = struct.unpack("<HH", header[26:30])
        begin = at + _LOCAL_HEADER + name_size + extra_size
        return memoryview(self._content)[begin : begin + part.compress_size]


def _inflated(packed: memoryview) -> Iterator[bytes]:
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        for begin in range(0, len(packed), _CHUNK):
            waiting = bytes(packed[begin : begin + _CHUNK])
            while waiting and not inflate.eof:
                yield inflate.decompress(waiting, _CHUNK)
                waiting = inflate.unconsumed_tail
        if not inflate.eof:
            yield inflate.flush(_CHUNK)
    except zlib.error:
        message = "an undamaged workbook"
        raise RefusedError(message) from None


def _stored(part: zipfile.ZipInfo, packed: memoryview) -> Iterator[bytes]:
    if part.compress_type != zipfile.ZIP_STORED:
        raise _damaged(part.filename)
    for begin in range(0, len(packed), _CHUNK):
        yield bytes(packed[begin : begin + _CHUNK])


def _damaged(name: str) -> RefusedError:
    return RefusedError(f"an undamaged workbook; part {name} cannot be unpacked")
