import re
import unicodedata

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout, Submit
from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from clinic.letters import few_marks
from clinic.profile import get_profile
from comments.models import MAX_TEXT, Comment, Report

# What a person cannot type and what can hide or turn around words: control characters, lone halves of
# surrogate pairs, and the marks that override the direction of text.
UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
BLANK_LINES = re.compile(r"\n[ \t]*\n(?:[ \t]*\n)+")


def plain_text(value: str) -> str:
    """What somebody typed, without invisible characters, with one kind of line end and single empty lines."""
    value = few_marks(UNSEEN.sub("", value.replace("\r\n", "\n").replace("\r", "\n")))
    return BLANK_LINES.sub("\n\n", unicodedata.normalize("NFC", value)).strip()


class PlainTextField(forms.CharField):
    def to_python(self, value):
        return super().to_python(plain_text(str(value or "")))


class PlainLineField(PlainTextField):
    def to_python(self, value):
        return " ".join(super().to_python(value).split())


class PlainEmailField(forms.EmailField):
    def to_python(self, value):
        return super().to_python(plain_text(str(value or "")))


class WordsForm(forms.Form):
    """A made-up name and the words: what can be changed until somebody has decided."""

    name = PlainLineField(
        label=_("A name to show – not your real one"),
        help_text=_("For example “Night owl”. Readers see it above your comment."),
        max_length=40,
        error_messages={
            "required": _("Enter a name to show. Any made-up name will do."),
            "max_length": _("Choose a name of at most 40 characters."),
        },
        # Without maxlength in the page: a browser would silently cut what is pasted.
        widget=forms.TextInput(attrs={"autocomplete": "nickname", "maxlength": None}),
    )
    text = PlainTextField(
        label=_("Your comment"),
        help_text=_("At most 5,000 characters. Please leave out names, dates, places and phone numbers."),
        error_messages={"required": _("Write your comment before you send it.")},
        widget=forms.Textarea(
            attrs={
                "rows": 8,
                "data-limit": MAX_TEXT,  # static/js/form.js counts down to it
                "data-left": _("{count} characters left"),
                "data-over": _("{count} characters too many"),
                # static/js/form.js says one of these while somebody types; the server screens in any case.
                "data-hint-phone": _("That looks like a phone number. Comments are public: best left out."),
                "data-hint-email": _("That looks like an e-mail address. Comments are public: best left out."),
                "data-hint-date": _("That looks like a date. Comments are public: best left out."),
            }
        ),
    )

    def clean_text(self):
        text = self.cleaned_data["text"]
        if len(text) > MAX_TEXT:
            message = _("Your comment has %(length)s characters. Shorten it to %(most)s.")
            raise forms.ValidationError(message, params={"length": f"{len(text):,}", "most": f"{MAX_TEXT:,}"})
        return text


def about_the_address(days: int) -> str:
    return ngettext(
        "Only if you want to hear when something happens to your comment. You get a link to confirm it; without "
        "that it is deleted after %(days)d day. It is never shown.",
        "Only if you want to hear when something happens to your comment. You get a link to confirm it; without "
        "that it is deleted after %(days)d days. It is never shown.",
        days,
    ) % {"days": days}


class CommentForm(WordsForm):
    """The form under an article. It names no person and carries no token, so it is the same for everybody."""

    email = PlainEmailField(
        label=_("E-mail"),
        required=False,
        max_length=254,
        error_messages={"invalid": _("Enter an e-mail address such as name@example.com, or leave this empty.")},
        widget=forms.EmailInput(attrs={"autocomplete": "email", "maxlength": None}),
    )
    # A trap: people do not see it, robots fill it in.
    website = PlainLineField(
        label=_("Leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )
    parent = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput)

    def __init__(self, *args, article, **kwargs):
        super().__init__(*args, auto_id="reply-%s", **kwargs)
        self.article = article
        self.fields["email"].help_text = about_the_address(get_profile().kept.days("email"))
        self.helper = FormHelper(self)
        self.helper.form_id = "reply-form"
        self.helper.form_action = reverse("comments:thread", args=[article.slug])
        self.helper.disable_csrf = True
        # Our own messages come beside the fields and in a summary; the browser's bubbles do neither.
        self.helper.attrs = {"novalidate": "novalidate"}
        self.helper.layout = Layout(
            "parent", "name", "email", "text", Div("website", css_class="visually-hidden", aria_hidden="true")
        )
        self.helper.add_input(Submit("send", _("Send for review by our team")))

    def clean_parent(self):
        """The comment at the top of the thread that is answered; None when this begins a thread."""
        number = self.cleaned_data["parent"]
        if number is None:
            return None
        found = Comment.objects.published().for_article(self.article).filter(pk=number)
        answered = found.select_related("parent").first()
        if answered is None:
            self._empty("parent")
            raise forms.ValidationError(
                _("The comment you answer is not here any more. Send again to write under the article.")
            )
        return answered.parent or answered

    def clean(self):
        # Perhaps a browser filled it in, so nobody is sent away: emptied, the form has only to be sent again.
        if self.cleaned_data.get("website"):
            self._empty("website")
            message = _("A hidden field that catches robots was filled in, maybe by your browser. Please send again.")
            self.add_error(None, message)

    def _empty(self, name: str) -> None:
        self.data = self.data.copy()
        self.data[name] = ""


class EditForm(WordsForm):
    """The same words again, on the writer's private page."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id="edit-%s", **kwargs)
        self.helper = FormHelper(self)
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = Layout("name", "text")


class ReportForm(forms.Form):
    why = forms.ChoiceField(
        label=_("What is it about?"),
        choices=Report.Why,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what it is about."), "invalid_choice": _("Choose one of these.")},
    )
    text = PlainTextField(
        label=_("Anything you want to add"),
        help_text=_("At most 1,000 characters. Please leave out your own name and numbers: we cannot answer you."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id="report-%s", **kwargs)
        self.helper = FormHelper(self)
        self.helper.disable_csrf = True
        self.helper.attrs = {"novalidate": "novalidate"}
        self.helper.add_input(Submit("send", _("Send to our team")))

    def clean_text(self):
        text = self.cleaned_data["text"]
        if len(text) > Report.MAX_TEXT:
            message = _("That has %(length)s characters. Shorten it to %(most)s.")
            raise forms.ValidationError(message, params={"length": f"{len(text):,}", "most": f"{Report.MAX_TEXT:,}"})
        return text


class FeedbackForm(forms.Form):
    """What is wrong or unclear, and where. `sections` are the parts of the page: address and heading."""

    section = forms.ChoiceField(
        label=_("Which part is it about?"),
        required=False,
        error_messages={"invalid_choice": _("Choose one of these parts.")},
    )
    text = PlainTextField(
        label=_("What is wrong or unclear?"),
        help_text=_("At most 1,000 characters. Please leave out names and numbers: we cannot answer you."),
        error_messages={"required": _("Write what is wrong or unclear before you send it.")},
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    def __init__(self, sections, *args, **kwargs):
        super().__init__(*args, auto_id="feedback-%s", **kwargs)
        self.fields["section"].choices = sections
        self.helper = FormHelper(self)
        self.helper.disable_csrf = True
        self.helper.attrs = {"novalidate": "novalidate"}
        self.helper.add_input(Submit("send", _("Send to our editors")))

    clean_text = ReportForm.clean_text

    @property
    def heading(self) -> str:
        return str(dict(self.fields["section"].choices)[self.cleaned_data.get("section", "")])[:200]
