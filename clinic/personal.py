"""What staff type into the record may not tell who somebody is: nothing there is ever changed or taken out again."""

import re

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.module_loading import import_string
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinic.profile import get_profile

LONGEST = 2_000  # letters that are looked at: no such field takes more, and its own limit refuses the rest
# Names are not here: those of colleagues belong into a note, and no rule tells them from a patient's.
KINDS = {
    "email": gettext_lazy("an e-mail address"),
    "phone": gettext_lazy("a phone number"),
    "date_of_birth": gettext_lazy("a date of birth"),
    "address": gettext_lazy("somebody’s address"),
    "record_number": gettext_lazy("the number of a record"),
    "insurance_number": gettext_lazy("the number of an insurance"),
    "national_number": gettext_lazy("an official number of a person"),
    "handle": gettext_lazy("a name on a social network"),
}


def refuse_personal(text: str) -> None:
    """A validator of a form's field. Raises ValidationError that names what it is, and keeps silent about the
    clinic's own numbers and addresses, which are public. settings.FIND_IDENTIFIERS knows who looks."""
    find, own = import_string(settings.FIND_IDENTIFIERS), own_words()
    hits = [(kind, words) for kind, words in find(text[:LONGEST]) if kind in KINDS and bare(words) not in own]
    if hits:
        kinds = get_text_list(list(dict.fromkeys(str(KINDS[kind]) for kind, _words in hits)), _("and"))
        message = _(
            "Nothing is stored yet: “%(words)s” looks like %(kinds)s. This text stays in the record for good and "
            "cannot be taken out again. Say it without that, then send it again."
        )
        raise ValidationError(message, code="personal", params={"words": hits[0][1], "kinds": kinds})


def own_words() -> set[str]:
    clinic = get_profile()
    numbers = (clinic.phone, clinic.after_hours_phone, clinic.emergency_number)
    lines = (line.number for line in (*clinic.help_lines, *clinic.other_help_lines))
    return {bare(words) for words in (*numbers, *lines, clinic.email, *clinic.address_lines)} - {""}


def bare(words: str) -> str:
    """Small letters and digits only, so that a number is the same however it is written."""
    return re.sub(r"[\W_]+", "", words).casefold()
