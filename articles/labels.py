"""Names that readers see for the fixed parts of an article."""

from django.utils.translation import gettext_lazy as _

from articles.models import Article

KIND_LABELS = dict(Article.Kind.choices)
LEVEL_LABELS = {
    "strong": _("Strong evidence"),
    "moderate": _("Moderate evidence"),
    "limited": _("Limited evidence"),
    "very_limited": _("Very limited evidence"),
}
FACT_LABELS = {
    "how_it_works": _("How it may work"),
    "benefits": _("Possible benefits"),
    "risks": _("Risks and side effects"),
    "alternatives": _("Other choices"),
    "doing_nothing": _("Having no treatment for now"),
    "unknowns": _("What we do not know"),
    "licence_status": _("License status"),
}
