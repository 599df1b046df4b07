"""Help lines of the countries we know, so that a new clinic starts with true numbers and may replace them.

Every number was confirmed when this file was written; where the source was not certain (999 in the Republic
of Ireland), the number that certainly works stands here instead. Re-check twice a year.
"""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

# What happens to a comment that tells the result of a treatment: published under a note,
# held until a clinician has seen it, or never published.
NOTE, HOLD, NEVER = "note", "hold", "never"


@dataclass(frozen=True)
class Preset:
    """One country: its emergency number and its lines for talking, the first being the crisis line."""

    name: str
    emergency_number: str
    crisis_text: str
    reporting: str  # where anybody may report a side effect; a name only, addresses change
    lines: tuple[tuple[str, str, str], ...]  # name, number, note
    outcomes: str  # NOTE, HOLD or NEVER


COUNTRIES = {
    "US": Preset(
        _("United States"),
        "911",
        _("Call or text 988"),
        _("MedWatch, the program of the US Food and Drug Administration (FDA)"),
        ((_("988 Suicide & Crisis Lifeline"), "988", _("Call or text, free, day and night.")),),
        NOTE,
    ),
    "UK": Preset(
        _("United Kingdom"),
        "999",
        _("Call Samaritans on 116 123"),
        _("the Yellow Card scheme of the Medicines and Healthcare products Regulatory Agency (MHRA)"),
        (
            (_("Samaritans"), "116 123", _("Free from landlines and mobiles, day and night.")),
            (_("NHS 111, option 2"), "111", _("Urgent mental health help in England and Wales.")),
        ),
        NEVER,
    ),
    "IE": Preset(
        _("Ireland"),
        "112",
        _("Call Samaritans on 116 123"),
        _("the Health Products Regulatory Authority (HPRA)"),
        ((_("Samaritans"), "116 123", _("Free from landlines and mobiles, day and night.")),),
        HOLD,
    ),
    "CA": Preset(
        _("Canada"),
        "911",
        _("Call or text 988"),
        _("Canada Vigilance, the programme of Health Canada"),
        (
            (
                _("Suicide Crisis Helpline"),
                "988",
                _("Call or text, in English or French, free, day and night."),
            ),
        ),
        HOLD,
    ),
    "AU": Preset(
        _("Australia"),
        "000",
        _("Call Lifeline on 13 11 14"),
        _("the Therapeutic Goods Administration (TGA)"),
        ((_("Lifeline"), "13 11 14", _("Day and night. Or text 0477 13 11 14.")),),
        NEVER,
    ),
}
COUNTRY_CHOICES = [(code, preset.name) for code, preset in COUNTRIES.items()]
