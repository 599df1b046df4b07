"""Uploads of an owner who moves in go straight to the private folder on disk, however large they are."""

import shutil
import time
import uuid

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopFutureHandlers, StopUpload
from django.urls import reverse

from portal.arrival import files

PLACE = "admin/moving-in/"  # the page's address; compared for every POST, so it is not looked up
SUFFIX = ".part"
A_DAY = 24 * 60 * 60  # seconds: no upload takes longer


class KnownSenders:
    """Answers what a stranger sends to the page “Moving in” before a byte of it is read: proxies pass it on as it
    comes, and whoever sends slowly would hold a thread. Of an owner's files it says first when there is no room."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.method == "POST" and request.path_info == f"/{PLACE}":
            if not request.user.is_authenticated:
                return redirect_to_login(request.path, reverse("admin:login"))
            if not request.user.has_perm("portal.move_in"):
                raise PermissionDenied
            request.no_room = not has_room(request.META.get("CONTENT_LENGTH") or "0")
        return self.get_response(request)


def has_room(length: str) -> bool:
    """Whether so many bytes may be sent, and fit on the disk beside what the site itself needs."""
    most = files.LARGEST_EXPORT + files.LARGEST_ZIP + files.AROUND
    most = min(most, shutil.disk_usage(files.room()).free - files.KEEP_FREE)
    return length.isdigit() and int(length) <= most


class Stored(UploadedFile):
    """An upload that lies on disk. Closing it removes the file, if nobody has moved it away."""

    def __init__(self, path, **about):
        super().__init__(path.open("wb+"), **about)
        self.path = path

    def temporary_file_path(self) -> str:
        return str(self.path)

    def close(self):
        super().close()
        self.path.unlink(missing_ok=True)


class ToPrivateFolder(FileUploadHandler):
    """Takes the files sent to the page “Moving in”, if the sender may; those sent elsewhere are not its business.

    Proxies let far more through to that page than to any other, so a stranger's files are not read at all.
    """

    def handle_raw_input(self, input_data, META, content_length, boundary, encoding=None):
        user = getattr(self.request, "user", None)
        here = self.request.path_info == f"/{PLACE}"
        self.is_ours = here and user is not None and user.has_perm("portal.move_in")
        self.is_refused = here and (not self.is_ours or getattr(self.request, "no_room", False))

    def new_file(self, *args, **kwargs):
        super().new_file(*args, **kwargs)
        if self.is_refused:
            raise StopUpload(connection_reset=True)
        if self.is_ours:
            path = files.room() / f"{uuid.uuid4().hex}{SUFFIX}"
            about = {"name": self.file_name, "content_type": self.content_type, "charset": self.charset}
            self.file = Stored(path, **about)
            raise StopFutureHandlers

    def receive_data_chunk(self, raw_data, start):
        if not self.is_ours:
            return raw_data
        self.file.write(raw_data)
        return None

    def file_complete(self, file_size):
        if not self.is_ours:
            return None
        self.file.seek(0)
        self.file.size = file_size
        return self.file

    def upload_interrupted(self):
        if getattr(self, "file", None) is not None and self.is_ours:
            self.file.close()


def remove_left_over() -> int:
    """Removes what uploads that broke off have left."""
    old = [path for path in files.room().glob(f"*{SUFFIX}") if time.time() - path.stat().st_mtime > A_DAY]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)
