"""The desk's pages “Moving in”: upload an export, read what would come, bring it in and watch it."""

import zipfile

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.template.defaultfilters import filesizeformat
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from clinic.record import record
from portal.arrival import files, showing
from portal.arrival.starting import KEPT
from portal.arrival.uploading import PLACE
from portal.models import Arrival
from portal.staff_sessions import BY_ITSELF, LARGEST

SECONDS = 5  # between two looks of a page that waits
State = Arrival.State


class UploadForm(forms.Form):
    export = forms.FileField(
        label=gettext_lazy("The export, an XML file"),
        help_text=gettext_lazy("In WordPress: Tools › Export › All content."),
        max_length=200,
    )
    pictures = forms.FileField(
        label=gettext_lazy("The pictures, a ZIP (may be left out)"),
        help_text=gettext_lazy(
            "The folder wp-content/uploads of the old server. Without it the pictures are listed as missing."
        ),
        required=False,
        max_length=200,
    )

    def clean_export(self):
        upload = self.cleaned_data["export"]
        check_size(upload, files.LARGEST_EXPORT)
        start = upload.read(200)
        upload.seek(0)
        if start.startswith(b"PK"):
            raise ValidationError(_("This is a ZIP. Unpack it and choose the XML file inside."))
        if b"<" not in start:
            raise ValidationError(_("This is not an XML file. In WordPress: Tools › Export › All content."))
        return upload

    def clean_pictures(self):
        upload = self.cleaned_data["pictures"]
        if upload:
            check_size(upload, files.LARGEST_ZIP)
            if not zipfile.is_zipfile(upload):
                raise ValidationError(_("This is not a ZIP file. Pack the folder “uploads” as a ZIP."))
            upload.seek(0)
        return upload


def check_size(upload, most: int) -> None:
    if upload.size > most:
        raise ValidationError(
            _("This file has %(size)s; at most %(most)s are taken. Use the command on the server for a larger one.")
            % {"size": filesizeformat(upload.size), "most": filesizeformat(most)}
        )


def check_right(request) -> None:
    if not request.user.has_perm("portal.move_in"):
        raise PermissionDenied


@require_http_methods(["GET", "HEAD", "POST"])
def page(request):
    """GET shows the form and the exports so far, POST takes an upload and has it looked through."""
    check_right(request)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if getattr(request, "no_room", False):
        form.errors.clear()  # that nothing was chosen: nothing of it was read
        form.add_error(None, _("These files are larger than the server may take, or than it has room for."))
    busy = Arrival.objects.filter(state__in=Arrival.WORKING, parked_at=None).first()
    if form.is_bound and form.is_valid():
        if busy is None:
            return redirect("moving_in_one", take(request.user, **form.cleaned_data).pk)
        form.add_error(None, _("“%s” is being worked on. Wait until it is done, or stop it.") % busy.name)
    context = admin.site.each_context(request) | {
        "title": _("Moving in"),
        "form": form,
        "rows": Arrival.objects.defer("report", "outcome")[:20],
        "days": KEPT.days,
        "most": files,
    }
    return render(request, "admin/moving_in.html", context, status=422 if form.is_bound else 200)


def take(user, *, export, pictures) -> Arrival:
    folder, now = files.keep(export, pictures), timezone.now()
    try:
        record(user, "upload an export to move in")
        return Arrival.objects.create(
            by=user,
            name=export.name[:200],
            folder=folder,
            with_pictures=bool(pictures),
            next_try_at=now,
            changed_at=now,
        )
    except BaseException:
        files.remove(folder)
        raise


def row_of(request, number: int) -> Arrival:
    check_right(request)
    row = Arrival.objects.filter(pk=number).first() if number <= LARGEST else None
    if row is None:
        raise Http404
    return row


@require_http_methods(["GET", "HEAD", "POST"])
def one(request, number: int):
    """GET shows where it stands and the report, POST takes the step that the pressed button names."""
    row = row_of(request, number)
    if request.method == "POST":
        words = step(request, row)
        (messages.success if words else messages.error)(request, words or _("That cannot be done now."))
        return redirect("moving_in_one", number)
    context = admin.site.each_context(request) | {
        "title": row.name,
        "row": row,
        "progress": showing.progress(row, timezone.now()),
        "parts": showing.parts(row.outcome or row.report),
        "before": bool(row.report and not row.outcome),
        "days": KEPT.days,
    }
    answer = render(request, "admin/moving_in_one.html", context)
    if row.is_working and not row.parked_at:
        again = f"{reverse('moving_in_one', args=[number])}?{BY_ITSELF}"
        answer.headers["Refresh"] = f"{SECONDS}; url={again}"  # no script needed
    return answer


def step(request, row: Arrival) -> str:
    """Does it by a conditional update, so that two presses are one; "" where it cannot be done now."""
    here, now = Arrival.objects.filter(pk=row.pk), timezone.now()
    ready = here.exclude(folder="").filter(state__in=(State.LOOKED, State.STOPPED))
    stuck = here.exclude(folder="").filter(state__in=Arrival.WORKING, parked_at__isnull=False)
    begin = {"next_try_at": now, "tries": 0, "parked_at": None, "problem": "", "done": 0, "total": 0}
    begin |= {"began_at": None, "stop_wanted": False, "changed_at": now}
    if "bring" in request.POST and row.report and (ready | stuck).update(state=State.BRINGING, **begin):
        record(request.user, "bring in an export")
        return _("It begins within a few seconds. You may leave this page.")
    if "look" in request.POST and not row.report and (ready | stuck).update(state=State.LOOKING, **begin):
        return _("It begins within a few seconds. You may leave this page.")
    if "stop" in request.POST and here.filter(state__in=Arrival.WORKING, parked_at=None).update(stop_wanted=True):
        return _("It stops after the post it is at.")
    resting = here.exclude(state__in=Arrival.WORKING) | stuck
    if "remove" in request.POST and row.folder and resting.update(folder="", changed_at=now):
        files.remove(row.folder)
        record(request.user, "remove an uploaded export")
        return _("The files are removed. The report stays.")
    return ""


@require_safe
def report(request, number: int):
    row = row_of(request, number)
    words = showing.as_text(row)
    if not words:
        raise Http404
    answer = HttpResponse(words, content_type="text/plain; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="moving-in-{row.pk}.txt"'
    return answer


urlpatterns = [
    path(PLACE, admin.site.admin_view(page), name="moving_in"),
    path("admin/moving-in/<int:number>/", admin.site.admin_view(one), name="moving_in_one"),
    path("admin/moving-in/<int:number>/report/", admin.site.admin_view(report), name="moving_in_report"),
]
