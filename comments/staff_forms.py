from django import forms
from django.utils.translation import gettext_lazy as _

from comments.forms import plain_text
from comments.models import MAX_TEXT, Reason, Status, Tier
from comments.steps import VERBS


class DecisionForm(forms.Form):
    """One button of the moderation page. `seen` is the state in which it was pressed, so that nobody
    overturns unseen what a colleague has decided meanwhile."""

    move = forms.ChoiceField(choices=[(name, name) for name in VERBS])
    seen = forms.ChoiceField(choices=Status.choices)
    reason = forms.ChoiceField(
        label=_("Reason, as the writer would be told"),
        choices=[("", _("Choose a reason")), *Reason.choices],
        required=False,
    )
    tier = forms.ChoiceField(
        label=_("What it is instead"),
        choices=[(Tier.MEDIUM, Tier.MEDIUM.label), (Tier.NONE, _("no distress"))],
        required=False,
        initial=Tier.MEDIUM,
    )
    checked = forms.BooleanField(label=_("I have gone through the checklist"), required=False)
    note = forms.CharField(
        label=_("Note for colleagues"),
        help_text=_("Kept after the comment is erased, so please do not quote it here."),
        required=False,
        max_length=500,
    )


class StaffReplyForm(forms.Form):
    text = forms.CharField(
        label=_("Reply as the clinic"),
        help_text=_(
            "Appears at once, marked “Clinic staff: general information”. Write nothing that confirms or "
            "denies that somebody is or was a patient."
        ),
        max_length=MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": 6, "maxlength": None}),
        error_messages={
            "required": _("Write a reply before you send it."),
            "max_length": _("Shorten the reply to 5,000 characters."),
        },
    )

    def clean_text(self):
        text = plain_text(self.cleaned_data["text"])
        if not text:
            raise forms.ValidationError(self.fields["text"].error_messages["required"])
        return text
