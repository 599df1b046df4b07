from django import forms
from django.utils.translation import gettext_lazy as _

from clinic.models import User
from clinic.personal import refuse_personal
from comments.forms import PlainTextField, plain_text
from comments.highlighting import findings_in, pieces_of_text
from comments.models import MAX_TEXT, ApprovedText, Queue, Reason, Status, Tier
from comments.queues import WITH_CLINICIAN
from comments.steps import VERBS

CLAIMING = ("claim", "take_over", "let_go", "hand_over")


def note_field(label, **more) -> PlainTextField:
    """What staff write down about a step, beside the comment and never from it."""
    return PlainTextField(
        label=label,
        help_text=_("Kept after the comment is erased, so please do not quote it here."),
        max_length=500,
        validators=[refuse_personal],
        widget=forms.Textarea(attrs={"rows": 2}),
        **more,
    )


class QueueField(forms.ChoiceField):
    """The queue that is being read, which every form carries along; empty for all of them."""

    def __init__(self):
        super().__init__(choices=[("", ""), *Queue.choices, (WITH_CLINICIAN, WITH_CLINICIAN)], required=False)


class DecisionForm(forms.Form):
    """One button of the moderation page. `seen` is the state in which it was pressed, so that nobody
    overturns unseen what a colleague has decided meanwhile."""

    move = forms.ChoiceField(choices=[(name, name) for name in VERBS])
    seen = forms.ChoiceField(choices=Status.choices)
    words = forms.CharField(required=False)  # the mark of the words as shown, see as_read.py
    queue = QueueField()
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
    note = note_field(_("Note for colleagues"), required=False)


class ClaimForm(forms.Form):
    """Who reads it: oneself, a colleague, nobody."""

    step = forms.ChoiceField(choices=[(name, name) for name in CLAIMING])
    to = forms.ModelChoiceField(User.objects.filter(is_active=True, is_staff=True), required=False)
    hand_note = note_field(_("What your colleague should know"), required=False)  # "note" is that of a decision
    queue = QueueField()

    def clean(self):
        data = super().clean()
        if data.get("step") == "hand_over" and not data.get("to") and "to" not in self.errors:
            self.add_error("to", _("Choose who takes it."))
        return data


class GiveBackForm(forms.Form):
    """A clinician's answer to the moderators."""

    note = note_field(
        _("What you think, for the moderators"),
        error_messages={"required": _("Write down what you think, for the moderators, without quoting the comment.")},
    )
    words = forms.CharField(required=False)
    queue = QueueField()


class StaffReplyForm(forms.Form):
    text = forms.CharField(
        label=_("Reply as the clinic"),
        help_text=_(
            "Marked “Clinic staff: general information”. Write nothing that confirms or denies that somebody is or "
            "was a patient."
        ),
        max_length=MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": 6, "maxlength": None}),
        error_messages={
            "required": _("Write a reply before you send it."),
            "max_length": _("Shorten the reply to 5,000 characters."),
        },
    )

    approved = forms.ModelChoiceField(
        ApprovedText.objects.none(),
        label=_("Approved texts"),
        required=False,
        empty_label=_("Choose one"),
        error_messages={"invalid_choice": _("This text is not offered any more. Choose another.")},
    )
    words = forms.CharField(required=False)
    queue = QueueField()

    def __init__(self, data=None, **kwargs):
        super().__init__(data, **kwargs)
        self.offered = list(ApprovedText.objects.offered())
        self.fields["approved"].queryset = ApprovedText.objects.offered()
        # Which of the buttons was pressed: "insert" or "ask"; everything else publishes, past the guard.
        self.step = data.get("step", "") if data is not None else ""
        if self.step == "insert":
            self.fields["text"].required = False
        self.marked: list[dict] = []  # what the guard has seen, so that the page can show it

    def clean_text(self):
        text = plain_text(self.cleaned_data["text"])
        if not text and self.step != "insert":
            raise forms.ValidationError(self.fields["text"].error_messages["required"])
        return text

    def clean(self):
        data = super().clean()
        if self.step == "insert" and not data.get("approved") and "approved" not in self.errors:
            self.add_error("approved", _("Choose a text to insert."))
        return data

    def with_approved_text(self) -> "StaffReplyForm":
        """The same form, not sent yet, with the chosen text after what was typed."""
        typed, chosen = self.cleaned_data["text"], self.cleaned_data["approved"]
        text = f"{typed}\n\n{chosen.words}" if typed else chosen.words
        return StaffReplyForm(initial={"text": text, "approved": chosen.pk})

    def pieces(self):
        """The words cut where the guard has marked something, see highlighting.py."""
        return pieces_of_text(plain_text(self.data["text"]), self.marked)

    def reasons(self):
        return findings_in(plain_text(self.data["text"]), self.marked)
