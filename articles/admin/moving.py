"""Changing the address of an article, and what its former addresses do."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import addresses
from articles.admin.step_forms import AddressForm
from articles.models import Article
from articles.steps import WrongState


def address_view(desk, request, pk):
    if not request.user.has_perm("articles.publish_article"):
        raise PermissionDenied
    article = desk.find(request, pk)
    for name, gone in (("_gone", True), ("_back", False)):
        if name in request.POST:
            return change_former(request, article, request.POST[name], gone=gone)
    form = AddressForm(request.POST or None, initial={"slug": article.slug})
    if request.method == "POST" and form.is_valid() and move(request, article, form):
        return desk.back_to(article)
    context = desk.page(request, article, step=gettext_lazy("Address"), form=form, former=article.redirects.all())
    return render(request, "admin/articles/article/address.html", context)


def move(request, article: Article, form: AddressForm) -> bool:
    try:
        with transaction.atomic():
            addresses.move(article, request.user, slug=form.cleaned_data["slug"])
    except IntegrityError:
        form.add_error("slug", _("Another article already has this address. Choose a different one."))
    except WrongState as error:
        form.add_error("slug", str(error))
    else:
        messages.success(request, _("The address is changed. The old one leads here."))
        return True
    return False


def change_former(request, article: Article, number: str, *, gone: bool):
    if not number.isascii() or not number.isdigit() or len(number) > 18:
        raise Http404
    addresses.set_gone(get_object_or_404(article.redirects, pk=int(number)), request.user, gone=gone)
    text = _("That address answers “gone” from now on.") if gone else _("That address leads here again.")
    messages.success(request, text)
    return HttpResponseRedirect(request.path)
