"""The form of the clinic's profile, with what a database cannot check."""

from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.content import Content
from articles.quality import run_checks
from clinic.models import ClinicProfile

MOST_AWAY = timedelta(days=366)
LONGEST_BANNER = timedelta(days=366)


class ProfileForm(forms.ModelForm):
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

    def clean_away_until(self):
        """A day that is over, or mistyped by years, would do nothing or close the comments for long."""
        day, today = self.cleaned_data["away_until"], timezone.localdate()
        if day and day != self.instance.away_until:
            if day < today:
                raise ValidationError(_("This day is over. Enter the last day away, or leave it empty."))
            if day > today + MOST_AWAY:
                raise ValidationError(_("This is more than a year ahead. Check the year."))
        return day

    def clean_banner(self):
        """One line, and nothing that could not be published in an article: a notice is no way round the checks."""
        text = " ".join(self.cleaned_data["banner"].split())
        stops = [finding for finding in run_checks(Content(title="", summary=text)) if finding.blocking] if text else []
        if stops:
            raise ValidationError([f"“{finding.quote}”: {finding.message} {finding.fix}" for finding in stops])
        return text

    def clean(self):
        cleaned = super().clean()
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
