"""The form of the clinic's profile, with what a database cannot check."""

from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.content import Content
from articles.quality import run_checks
from clinic.holiday_table import HOLIDAYS, SOURCES
from clinic.holidays import read_closed_days, write_closed_days
from clinic.models import ClinicProfile
from clinic.presets import COUNTRIES
from portal.closed_days_form import ClosedDaysWidget, HolidaysField, choices_for

LONGEST = 5_000  # letters of a field that has no limit of its own: pages show them all, and checks read them
MOST_AWAY = timedelta(days=366)
LONGEST_BANNER = timedelta(days=366)
MOST_AHEAD = timedelta(days=2 * 366)


class ProfileForm(forms.ModelForm):
    closed_holidays = HolidaysField(label=_("Public holidays on which you are closed"), required=False)

    class Meta:
        model = ClinicProfile
        fields = [
            *(
                "name",
                "tagline",
                "phone",
                "after_hours_phone",
                "email",
                "address",
                "opening_hours",
            ),
            *(
                "country",
                "emergency_number",
                "help_lines",
                "comments_mode",
                "moderation_hours",
                "decision_text",
                "away_until",
                "away_comments",
            ),
            *("closed_holidays", "closed_days"),
            *("banner", "banner_from", "banner_until"),
            *(
                "who_we_treat",
                "products",
                "price",
                "referral",
                "fasting_rules",
                "driving_rules",
                "complaints",
            ),
        ]
        widgets = {"closed_days": ClosedDaysWidget}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.CharField) and field.max_length is None:
                field.validators.append(MaxLengthValidator(LONGEST))
        country = self.instance.country
        holidays = self.fields["closed_holidays"]
        holidays.choices = choices_for(country, timezone.localdate())
        holidays.help_text = _(
            "%(help)s The list is that of %(country)s (%(source)s). Where two days stand, one is given in place of "
            "the other, and both count."
        ) % {
            "help": ClinicProfile._meta.get_field("closed_holidays").help_text,
            "country": COUNTRIES[country].name,
            "source": SOURCES[country],
        }

    def clean_away_until(self):
        """A day that is over, or mistyped by years, would do nothing or close the comments for long."""
        day, today = self.cleaned_data["away_until"], timezone.localdate()
        if day and day != self.instance.away_until:
            if day < today:
                raise ValidationError(_("This day is over. Enter the last day away, or leave it empty."))
            if day > today + MOST_AWAY:
                raise ValidationError(_("This is more than a year ahead. Check the year."))
        return day

    def clean_closed_days(self):
        """In order, without what is over. The names are public, so they are checked as the notice is."""
        closings, today = read_closed_days(self.cleaned_data["closed_days"]), timezone.localdate()
        if far := [one for one in closings if one.last > today + MOST_AHEAD]:
            raise ValidationError(_("%(day)s is more than two years ahead. Check the year.") % {"day": far[0].last})
        _check_words(" ".join(one.name for one in closings))
        return write_closed_days(sorted((one for one in closings if one.last >= today), key=lambda one: one.first))

    def clean_banner(self):
        """One line, and nothing that could not be published in an article: a notice is no way round the checks."""
        text = " ".join(self.cleaned_data["banner"].split())
        _check_words(text)
        return text

    def clean(self):
        cleaned = super().clean()
        if "country" in cleaned and "closed_holidays" in cleaned:  # a country keeps only what its own table knows
            known = {holiday.key for holiday in HOLIDAYS[cleaned["country"]]}
            cleaned["closed_holidays"] = " ".join(key for key in cleaned["closed_holidays"].split() if key in known)
        begins, ends = cleaned.get("banner_from"), cleaned.get("banner_until")
        if {"banner", "banner_from", "banner_until"} & set(self.errors) or not cleaned.get("banner"):
            return cleaned
        if ends is None:
            self.add_error("banner_until", _("Say until when. A notice that nobody takes away is soon untrue."))
        elif begins and ends <= begins:
            self.add_error("banner_until", _("This is before it begins."))
        elif {"banner", "banner_from", "banner_until"} & set(self.changed_data):
            if ends <= timezone.now():
                self.add_error("banner_until", _("This is over already. Choose a later moment, or empty the notice."))
            elif ends > timezone.now() + LONGEST_BANNER:
                self.add_error("banner_until", _("This is more than a year ahead. Check the year."))
        return cleaned


def _check_words(text: str) -> None:
    """Raises ValidationError for words that could not be published in an article either."""
    stops = [finding for finding in run_checks(Content(title="", summary=text)) if finding.blocking] if text else []
    if stops:
        raise ValidationError([f"“{finding.quote}”: {finding.message} {finding.fix}" for finding in stops])
