"""When an article goes public by itself, and when it ends."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import planning, publishing
from articles.admin.step_forms import ExpiryForm, ScheduleForm
from articles.steps import WrongState


def schedule_view(desk, request, pk):
    """The newest draft goes public at a moment; a planned moment can be given up."""
    if not request.user.has_perm("articles.publish_article"):
        raise PermissionDenied
    article = desk.find(request, pk)
    form = ScheduleForm(request.POST or None)
    if request.method == "POST" and (("_cancel" in request.POST) or form.is_valid()):
        try:
            if "_cancel" in request.POST:
                publishing.cancel_schedule(article, request.user)
                messages.success(request, _("It is not published at that time any more."))
            else:
                publishing.schedule(article, article.draft, form.cleaned_data["publish_at"], request.user)
                messages.success(request, _("It goes public by itself. You need not be here."))
            return desk.back_to(article)
        except WrongState as error:
            form.add_error("publish_at", str(error))
        except publishing.NotReady as error:
            for problem in error.problems:
                form.add_error(None, problem.message)
    context = desk.page(request, article, step=gettext_lazy("Publish later"), form=form)
    return render(request, "admin/articles/article/schedule.html", context)


def expiry_view(desk, request, pk):
    """The article ends at a moment, for example when a price or a rule runs out; the end can be given up."""
    if not request.user.has_perm("articles.publish_article"):
        raise PermissionDenied
    article = desk.find(request, pk)
    if "_cancel" in request.POST:
        try:
            planning.cancel_expiry(article, request.user)
        except WrongState as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("It does not end at that time any more."))
        return desk.back_to(article)
    form = ExpiryForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            planning.plan_expiry(article, values["expire_at"], request.user, reason=values["reason"])
        except WrongState as error:
            form.add_error("expire_at", str(error))
        else:
            messages.success(request, _("It ends by itself at that time. You need not be here."))
            return desk.back_to(article)
    context = desk.page(request, article, step=gettext_lazy("End by itself"), form=form)
    return render(request, "admin/articles/article/expiry.html", context)
