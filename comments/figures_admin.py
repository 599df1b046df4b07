"""The owners' report on the desk: how comments were decided, month by month, to read, print or take along."""

import csv
from datetime import date

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _

from clinic import sheets
from clinic.record import record
from comments.figures import Figures, figures_of, months
from comments.highlighting import SCREENS, reason_of
from comments.models import Decision

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def cell(value) -> str:
    """A cell that a spreadsheet shows and never computes: what begins like a formula gets an apostrophe before it."""
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA) else text


def rows_of(figures: Figures) -> list[tuple]:
    """The report as a table of four columns: part, what, measure, value. No words of any visitor."""
    rows: list[tuple] = [(_("Decisions"), name, _("number"), number) for name, number in figures.states]
    rows += [(_("Decisions"), _("taken back"), _("number"), figures.taken_back)]
    rows += [(_("Decisions"), _("decided alone"), _("number"), figures.alone)]
    rows += [(_("Rejected, by reason"), name, _("number"), number) for name, number in figures.reasons]
    for wait in figures.waited:
        measures = ((_("number"), wait.number), (_("median, minutes"), _minutes(wait.median)))
        measures += ((_("slowest, minutes"), _minutes(wait.slowest)),)
        rows += [(_("Time to decision"), wait.queue, measure, value) for measure, value in measures]
    for rule in figures.rules:
        measures = ((_("comments"), rule.hits), (_("approved all the same"), rule.approved))
        measures += ((_("lowered"), rule.lowered), (_("set aside"), rule.set_aside))
        rows += [(_("Rules"), f"{rule.screen}/{rule.rule}", measure, value) for measure, value in measures]
    for one in figures.rejections:
        line = one.decision
        when = f"{timezone.localtime(line.at):%Y-%m-%d %H:%M}"
        rows.append((_("Ten rejections"), when, line.get_reason_display(), f"{line.by_name}: {line.note}"))
    return rows


def as_csv(name: str, head: list[str], rows: list[tuple]) -> HttpResponse:
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    response.write("\ufeff")  # by which spreadsheets know that it is UTF-8
    writer = csv.writer(response)
    writer.writerow(head)
    writer.writerows([cell(value) for value in row] for row in rows)
    return response


def _minutes(time) -> int:
    return round(time.total_seconds() / 60)


@admin.register(Decision)
class FiguresAdmin(admin.ModelAdmin):
    """In the place of a list of decisions: nobody reads thousands of lines, and their words are not in them."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("", view(self.report_view), name="comments_decision_changelist"),
            path("export/", view(self.export_view), name="comments_decision_export"),
        ]

    def chosen(self, request) -> tuple[date, list[date]]:
        """The month that the address names, and all there are. Anything else is this month."""
        known, wanted = months(timezone.now()), request.GET.get("month", "")
        for month in known:
            if f"{month:%Y-%m}" == wanted:
                return month, known
        if wanted:
            messages.warning(request, _("There is nothing about that month. This is the present one."))
        return known[0], known

    def report_view(self, request):
        if not self.has_view_permission(request):
            raise PermissionDenied
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        month, known = self.chosen(request)
        figures = figures_of(month)
        context = {**self.admin_site.each_context(request), "title": _("How comments were decided"), "opts": self.opts}
        context |= {"figures": figures, "months": known, "month": month, "most": max(self.numbers(figures), default=1)}
        context["rules"] = [(rule, *self.rule_in_words(rule)) for rule in figures.rules]
        return render(request, "admin/comments/figures.html", context)

    def numbers(self, figures) -> list[int]:
        return [number for _name, number in (*figures.states, *figures.reasons) if number]

    def rule_in_words(self, rule) -> tuple[str, str]:
        return str(SCREENS.get(rule.screen, rule.screen)), reason_of({"screen": rule.screen, "rule": rule.rule})

    def export_view(self, request):
        """The same as a file for a spreadsheet. It leaves the house: it is recorded, and holds no visitor's words."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        month, _known = self.chosen(request)
        head, rows = [_("part"), _("what"), _("measure"), _("value")], rows_of(figures_of(month))
        name = f"comments-{month:%Y-%m}"
        if request.POST.get("as") == "xlsx":
            response = sheets.answer(name, [sheets.Sheet(f"{month:%Y-%m}", head, rows)])
        else:
            response = as_csv(name, head, rows)
        record(request.user, "export report on comments", note=f"{month:%Y-%m}")
        return response
