"""Two ways in which an article stops being public: taken down at once, or unpublished in good order."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import publishing
from articles.admin.step_forms import WithdrawForm


def withdraw_view(desk, request, pk):
    """For what is wrong or could do harm. Afterwards everybody is back at the list, which each role may see."""
    if not request.user.has_perm("articles.take_down_article"):
        raise PermissionDenied
    article = desk.find(request, pk)
    form = WithdrawForm(request.POST or None, article=article)
    if leaves(request, article, form, publishing.withdraw):
        return HttpResponseRedirect(reverse("admin:articles_article_changelist"))
    context = desk.page(request, article, step=gettext_lazy("Take down"), form=form)
    return render(request, "admin/articles/article/withdraw.html", context)


def unpublish_view(desk, request, pk):
    """For a page whose time is over. Afterwards the editor is back at the article, which can be published again."""
    if not request.user.has_perm("articles.publish_article"):
        raise PermissionDenied
    article = desk.find(request, pk)
    form = WithdrawForm(request.POST or None, article=article)
    if leaves(request, article, form, publishing.unpublish):
        return desk.back_to(article)
    context = desk.page(request, article, step=gettext_lazy("Unpublish"), form=form)
    return render(request, "admin/articles/article/unpublish.html", context)


def leaves(request, article, form: WithdrawForm, verb) -> bool:
    """Carry out `verb` if the form was sent and is whole. True when there is nothing more to ask."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        verb(article, request.user, **form.cleaned_data)
    except publishing.WrongState as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("“%s” is no longer public.") % article)
    return True
