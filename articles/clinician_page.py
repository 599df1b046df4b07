"""The clinician's page: made for a phone, outside the admin's forms. One page for both ways in."""

import hashlib

from django import forms
from django.http import HttpRequest
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import reading, signoff
from articles.asking import minutes_for, signed_before
from articles.checking import Checked, check_article
from articles.comparing import LABELS, compare
from articles.content import Content
from articles.models import SignoffRequest
from articles.quality.passages import fields, plain_of
from articles.signing import Signer
from articles.steps import WrongState
from articles.waivers import waive

NOTES = 3  # on passages, offered at once; words about the whole page have their own field
SIGN, RETURN, WAIVE = "_sign", "_return", "_waive"


class AnswerForm(forms.Form):
    """What a clinician answers with; which part is needed depends on the button."""

    agree = forms.BooleanField(
        label=gettext_lazy("I have read this version and stand by what it says."), required=False
    )
    answer = forms.CharField(
        label=gettext_lazy("About the page as a whole"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args, passages: list[tuple[str, str]], **kwargs):
        super().__init__(*args, **kwargs)
        choices = [("", _("Choose a passage")), *passages]
        for number in range(1, NOTES + 1):
            self.fields[f"passage_{number}"] = forms.ChoiceField(label=_("Passage"), choices=choices, required=False)
            self.fields[f"text_{number}"] = forms.CharField(
                label=_("What should change"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
            )

    def clean(self):
        data = super().clean()
        for number in range(1, NOTES + 1):
            if data.get(f"text_{number}") and not data.get(f"passage_{number}"):
                self.add_error(f"passage_{number}", _("Choose the passage that your note is about."))
        return data

    def pairs(self):
        return [(self[f"passage_{number}"], self[f"text_{number}"]) for number in range(1, NOTES + 1)]

    def notes(self, texts: dict[str, tuple[str, str]]) -> list[signoff.Note]:
        data = self.cleaned_data
        rows = [(data[f"passage_{number}"], data[f"text_{number}"]) for number in range(1, NOTES + 1)]
        return [signoff.Note(*texts[key], text) for key, text in rows if text and key in texts]


class ClinicianPage:
    """One request to the page, by somebody who may answer `asked`."""

    def __init__(self, request: HttpRequest, signer: Signer, asked: SignoffRequest):
        self.request, self.signer, self.asked = request, signer, asked
        self.content = Content.from_json(asked.revision.content)
        self.passages = passages_of(self.content)
        options = [(key, Truncator(f"{label}: {text}").chars(80)) for key, (label, text) in self.passages.items()]
        self.form = AnswerForm(request.POST if request.method == "POST" else None, passages=options)
        self.problem = ""

    def answered(self) -> bool:
        """Carry out what the pressed button asks for. False leaves a message in `problem`, and all words in place."""
        if not self.form.is_valid():
            self.problem = _("Please look at the marked fields.")
            return False
        try:
            return self.carry_out()
        except WrongState as error:
            self.problem = str(error)
            return False

    def carry_out(self) -> bool:
        post, data = self.request.POST, self.form.cleaned_data
        if WAIVE in post:
            waive(self.asked.article, self.finding(post[WAIVE]), self.signer, reason=post.get("reason", ""))
        elif RETURN in post:
            texts = {key: (label, text) for key, (label, text) in self.passages.items()}
            signoff.return_with_notes(self.asked, self.signer, notes=self.form.notes(texts), answer=data["answer"])
        elif SIGN in post and data["agree"]:
            signoff.sign(self.asked, self.signer)
        elif SIGN in post:
            raise WrongState(_("Tick the box first: it says what your signature means."))
        else:
            raise WrongState(_("Choose to sign, or to return the page with notes."))
        return True

    def finding(self, key: str) -> Checked:
        for one in check_article(self.asked.article, self.content):
            if key_of(one) == key:
                return one
        raise WrongState(_("This finding is not there any more."))

    def context(self) -> dict:
        before = signed_before(self.asked.article, self.asked.revision)
        differences = compare(Content.from_json(before.content), self.content, numbered=True) if before else []
        found = check_article(self.asked.article, self.content)
        return {
            "asked": self.asked,
            "form": self.form,
            "problem": self.problem,
            "page": reading.words_of(self.asked.revision),
            "before": before,
            "differences": [difference for difference in differences if difference.clinical],
            "blocking": [(key_of(one), one) for one in found if one.finding.blocking],
            "advice": [(key_of(one), one) for one in found if not one.finding.blocking],
            "minutes": minutes_for(self.asked.revision, before),
            "newer": self.asked.article.draft_id != self.asked.revision_id,
        }


def key_of(found: Checked) -> str:
    mark = found.mark
    words = "\n".join((mark.check, mark.field, mark.quote, mark.passage))
    return hashlib.sha256(words.encode()).hexdigest()[:20]


def passages_of(content: Content) -> dict[str, tuple[str, str]]:
    """Every passage a note may be about, by a short key: the name of its field, and its words."""
    found = {}
    for name, text, is_html in fields(content):
        plain = plain_of(text, is_html)
        label = str(LABELS.get(name) or LABELS.get(name.partition(".")[0], name))
        for number, block in enumerate(plain.blocks):
            found[f"{name}-{number}"] = (label, plain.text[block.start : block.end])
    return found
