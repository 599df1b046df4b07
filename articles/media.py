"""Serves renditions to everybody, and an image by its key to editors. Originals are never served."""

import re

from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse, HttpResponseNotModified, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from articles.images import decode, encode
from articles.models import Image
from articles.rendering.pictures import media_address

NAME = re.compile(r"[0-9a-f]{32}-[1-9][0-9]{1,4}\.(avif|jpg)")
TYPES = {"avif": "image/avif", "jpg": "image/jpeg"}


@require_safe
def rendition(request, name: str) -> HttpResponse:
    """One file of one width. Its name is a hash of the picture, so it never changes."""
    match = NAME.fullmatch(name)
    if not match:
        raise Http404
    if request.headers.get("If-None-Match") == f'"{name}"':
        response: HttpResponse = HttpResponseNotModified()
    else:
        try:
            file = default_storage.open(f"renditions/{name}")
        except FileNotFoundError:
            raise Http404 from None
        response = FileResponse(file, content_type=TYPES[match[1]])
    return harmless(response, name)


def harmless(response: HttpResponse, name: str) -> HttpResponse:
    """Even a file that slipped through every check can do nothing in a browser."""
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    response["ETag"] = f'"{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Disposition"] = f'inline; filename="{name}"'
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@require_safe
@permission_required("articles.view_image", raise_exception=True)
def by_key(request, key: str) -> HttpResponse:
    """What the editor shows for `/admin/picture/<key>/`: a rendition, or the original scaled until there is one.

    The desk's own guard stands before it, see articles/urls.py.
    """
    image = get_object_or_404(Image, key=key)
    if made := image.renditions.get("jpeg"):
        return HttpResponseRedirect(media_address(made[min(1, len(made) - 1)][1]))
    try:
        with image.original.open("rb") as file:
            picture = decode(file.read())
    except (FileNotFoundError, ValidationError):
        raise Http404 from None  # lost or damaged on the disk: the desk still shows the page around it
    picture.thumbnail((960, 960))
    return HttpResponse(encode(picture.convert("RGB"), "JPEG"), content_type="image/jpeg")
