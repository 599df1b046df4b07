"""Where the links of our mails lead. GET shows and changes nothing, because mail scanners open links too."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from comments import guards, notices


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    comment = notices.find(token, notices.CONFIRM)
    if comment is None:
        return render(request, "comments/mail_link.html", {"dead": True}, status=404)
    done = False
    if request.method == "POST" and guards.comes_from_our_pages(request):
        notices.confirm(comment)
        done = True
    return render(request, "comments/mail_link.html", {"wish": "confirm", "done": done})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """A mail program may press the button for its owner (RFC 8058): a POST from anywhere counts, it only ends mail."""
    comment = notices.find(token, notices.STOP)
    if comment is None:  # stopped already, or erased: what was wished is so
        return render(request, "comments/mail_link.html", {"wish": "stop", "done": True})
    if request.method == "POST":
        notices.stop(comment)
    return render(request, "comments/mail_link.html", {"wish": "stop", "done": request.method == "POST"})
