"""The five questions of the first run."""

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import starter_leaving
from clinic import demo
from clinic.models import User
from clinic.phone import validate_phone
from clinic.presets import COUNTRY_CHOICES
from comments.models import Comment
from portal.first_run import DRAFTS, KEEP, REMOVE

RESERVED = ("@example.org", "@example.com", "@example.net")  # nobody's mailbox (RFC 2606)


def not_the_examples(name: str, value: str) -> str:
    if value and value == demo.PROFILE[name]:
        raise ValidationError(_("This is the example’s. Enter your own."))
    return value


def real_address(value: str) -> str:
    if value.lower().endswith(RESERVED):
        raise ValidationError(_("This address is an example. Enter one that mail reaches."))
    return value


class CodeForm(forms.Form):
    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autocapitalize": "off", "spellcheck": "false"}),
        help_text=gettext_lazy("Eight letters and digits, from the window in which the portal was started."),
    )


class ClinicForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("Your clinic’s name"),
        max_length=80,
        help_text=gettext_lazy("As patients know it. It stands at the top of every page."),
    )
    country = forms.ChoiceField(
        label=gettext_lazy("Country"),
        choices=COUNTRY_CHOICES,
        help_text=gettext_lazy("Decides the emergency number, the help lines, and which results comments may tell."),
    )

    def clean_name(self):
        return not_the_examples("name", self.cleaned_data["name"])


class PhoneForm(forms.Form):
    phone = forms.CharField(label=gettext_lazy("Phone"), max_length=40, validators=[validate_phone])
    after_hours_phone = forms.CharField(
        label=gettext_lazy("Phone after hours"),
        max_length=40,
        required=False,
        validators=[validate_phone],
        help_text=gettext_lazy(
            "For people who have been treated and feel unwell when you are closed. The site cannot open without one; "
            "leave it empty if you have to find out."
        ),
    )

    def clean_phone(self):
        return not_the_examples("phone", self.cleaned_data["phone"])

    def clean_after_hours_phone(self):
        return not_the_examples("after_hours_phone", self.cleaned_data["after_hours_phone"])


class MailForm(forms.Form):
    email = forms.EmailField(
        label=gettext_lazy("E-mail for readers"),
        max_length=254,
        help_text=gettext_lazy("Stands on the contact page."),
    )
    duty_email = forms.EmailField(
        label=gettext_lazy("Your own e-mail"),
        max_length=254,
        help_text=gettext_lazy(
            "You sign in with it. When somebody who writes here may be in danger, we alert you there, day and night."
        ),
    )

    def clean_email(self):
        return real_address(self.cleaned_data["email"])

    def clean_duty_email(self):
        address = real_address(self.cleaned_data["duty_email"].lower())
        if User.objects.filter(email__iexact=address).exists():
            raise ValidationError(_("An account has this address already. Enter another."))
        return address


class ExampleForm(forms.Form):
    starter = forms.ChoiceField(
        label=gettext_lazy("The articles that came with the portal"),
        initial=DRAFTS,
        widget=forms.RadioSelect,
        choices=[
            (
                DRAFTS,
                gettext_lazy(
                    "Keep them as drafts, to change, check and publish one by one. Until then some answers of the FAQ "
                    "link to pages that nobody can read"
                ),
            ),
            (KEEP, gettext_lazy("Leave them public, marked as not reviewed by a clinician")),
            (REMOVE, gettext_lazy("Remove them. Some answers of the FAQ link to them and would lead nowhere")),
        ],
    )
    examples = forms.ChoiceField(
        label=gettext_lazy("The made-up comments"),
        initial=REMOVE,
        widget=forms.RadioSelect,
        choices=[
            (REMOVE, gettext_lazy("Remove them now")),
            (KEEP, gettext_lazy("Keep them for now, to practice; they have to go before the site opens")),
        ],
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not starter_leaving.untouched().exists():
            self.leave_out("starter")
        if not Comment.objects.filter(is_example=True).exists():
            self.leave_out("examples")

    def leave_out(self, name: str) -> None:
        """There is nothing of it here, so nothing is asked."""
        self.fields[name] = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("starter") == REMOVE and cleaned.get("examples") == KEEP:
            self.add_error("examples", _("They stand under the articles. Remove both, or keep the articles as drafts."))
        return cleaned


class AccountForm(forms.Form):
    display_name = forms.CharField(
        label=gettext_lazy("Your name"),
        max_length=80,
        help_text=gettext_lazy("As colleagues see it. Readers do not."),
    )
    password1 = forms.CharField(
        label=gettext_lazy("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=gettext_lazy("At least 12 characters. Four words that belong to no sentence are good."),
    )
    password2 = forms.CharField(
        label=gettext_lazy("Password again"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args, email: str = "", **kwargs):
        super().__init__(*args, **kwargs)
        self.email = email

    def clean_password1(self):
        person = User(email=self.email, display_name=self.cleaned_data.get("display_name", ""))
        validate_password(self.cleaned_data["password1"], person)
        return self.cleaned_data["password1"]

    def clean(self):
        cleaned = super().clean()
        first, second = cleaned.get("password1"), cleaned.get("password2")
        if first and second and first != second:
            self.add_error("password2", _("The two are not the same. Type both again."))
        return cleaned


# The account comes last, so that no password waits in a session.
STEPS: tuple[tuple[str, type[forms.Form]], ...] = (
    (gettext_lazy("Your clinic"), ClinicForm),
    (gettext_lazy("How to ring you"), PhoneForm),
    (gettext_lazy("Mail"), MailForm),
    (gettext_lazy("What came with the portal"), ExampleForm),
    (gettext_lazy("Your account"), AccountForm),
)
