"""The file of a backup: a compressed tar of the database, the media and a manifest with the digest of each.

The manifest comes last, so that everything is read once while it is written. Reading unpacks into a scratch folder
under names of our own: what the file calls its members never becomes a path.
"""

import gzip
import hashlib
import io
import json
import tarfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import BinaryIO

from portal.backup import sealing

FORMAT = "clinic-portal backup 1"
DATABASE, MANIFEST, MEDIA = "database", "manifest.json", "media/"
COMPRESSION = 3  # pictures do not get smaller, and the rest does quickly
LARGEST_MANIFEST = 64 * 1024 * 1024


class Refused(Exception):
    """This file is not restored; the text says why, for people."""


@dataclass
class Manifest:
    made_at: str
    engine: str
    site: str
    secret: str  # tells whether the machine that restores has the same SECRET_KEY, and nothing about it
    migrations: list[str]
    rows: dict[str, int]
    digests: dict[str, str] = field(default_factory=dict)
    format: str = FORMAT


class Digesting:
    """Reads through to another file and digests what passes."""

    def __init__(self, source: BinaryIO):
        self.source, self.digest = source, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self.source.read(size)
        self.digest.update(data)
        return data


class Writer:
    def __init__(self, target: BinaryIO, manifest: Manifest):
        self.manifest = manifest
        self.packed = gzip.GzipFile(fileobj=target, mode="wb", compresslevel=COMPRESSION)
        self.tar = tarfile.open(fileobj=self.packed, mode="w|")  # noqa: SIM115  closed by close()

    def add(self, name: str, source: BinaryIO, size: int) -> None:
        info = tarfile.TarInfo(name)
        info.size, info.mode = size, 0o600
        reading = Digesting(source)
        self.tar.addfile(info, reading)
        self.manifest.digests[name] = reading.digest.hexdigest()

    def close(self) -> None:
        data = json.dumps(asdict(self.manifest), ensure_ascii=False, indent=1).encode()
        info = tarfile.TarInfo(MANIFEST)
        info.size, info.mode = len(data), 0o600
        self.tar.addfile(info, io.BytesIO(data))
        self.tar.close()
        self.packed.close()


@contextmanager
def writing(target: BinaryIO, manifest: Manifest, passphrase: str = "") -> Iterator[Writer]:
    """A Writer into `target`, encrypted where there is a passphrase. Finished only when the block ends well."""
    sealer = sealing.Sealer(target, passphrase) if passphrase else None
    writer = Writer(sealer or target, manifest)
    yield writer
    writer.close()
    if sealer:
        sealer.close()


@dataclass
class Unpacked:
    manifest: Manifest
    files: dict[str, Path]  # name in the archive -> where it lies

    @property
    def media(self) -> dict[str, Path]:
        return {name[len(MEDIA) :]: path for name, path in self.files.items() if name.startswith(MEDIA)}


def unpack(
    source: BinaryIO,
    scratch: Path,
    passphrase: str = "",
    said: Callable[[str], None] = lambda _: None,
    count: Callable[[str, int, int], None] = lambda what, done, of: None,
) -> Unpacked:
    """Opens a backup into `scratch` and compares every digest. Returns Unpacked; raises Refused."""
    if sealing.is_sealed(source):
        source = _unsealed(source, scratch / "unsealed", passphrase)
        said("decrypted")
    try:
        manifest, files, digests = _members(source, scratch, count)
    except (tarfile.TarError, EOFError, OSError, zlib.error) as error:
        if isinstance(error, OSError) and error.errno:  # a disk that is full is not the file's fault
            raise
        raise Refused("The file is damaged, or is no backup of this portal: it cannot be read to its end.") from None
    if manifest is None:
        raise Refused("The file is not a backup of this portal: it has no manifest that we can read.")
    if digests != manifest.digests or DATABASE not in files:
        raise Refused("The file is damaged: what it holds is not what its manifest says.")
    return Unpacked(manifest, files)


def _unsealed(source: BinaryIO, path: Path, passphrase: str) -> BinaryIO:
    if not passphrase:
        raise Refused("The file is encrypted. Set BACKUP_PASSPHRASE to the passphrase that it was made with.")
    try:
        with path.open("wb") as target:
            sealing.unseal(source, target, passphrase)
    except sealing.CannotOpen:
        raise Refused("The file does not open: BACKUP_PASSPHRASE is another one, or the file is damaged.") from None
    return path.open("rb")


def _members(
    source: BinaryIO, scratch: Path, count: Callable[[str, int, int], None]
) -> tuple[Manifest | None, dict[str, Path], dict[str, str]]:
    manifest, files, digests = None, {}, {}
    with gzip.GzipFile(fileobj=source) as packed, tarfile.open(fileobj=packed, mode="r|") as tar:
        for number, member in enumerate(tar):
            data = tar.extractfile(member) if member.isreg() else None
            if data is None:
                raise Refused("The file is not a backup of this portal: it holds something that is no file.")
            if member.name == MANIFEST:
                manifest = read_manifest(data.read(LARGEST_MANIFEST))
                continue
            reading, path = Digesting(data), scratch / f"member-{number}"
            with path.open("wb") as target:
                while piece := reading.read(1024 * 1024):
                    target.write(piece)
            files[member.name], digests[member.name] = path, reading.digest.hexdigest()
            count("files read", number + 1, 0)
        while packed.read(1024 * 1024):  # to the end, where gzip's own checksum is
            pass
    return manifest, files, digests


def read_manifest(data: bytes) -> Manifest | None:
    """The manifest, or None for one that is not ours."""
    try:
        found = json.loads(data)
        if found["format"] != FORMAT:
            return None
        return Manifest(**{one.name: found[one.name] for one in fields(Manifest)})
    except (ValueError, TypeError, KeyError):
        return None
