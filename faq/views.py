from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from clinic import structured
from faq import links
from faq.questions import Faq, faq_here
from pagecache.public import public_page, valid_until


@public_page()
def page(request):
    faq = faq_here()
    valid_until(request, links.next_end(timezone.now()))
    return render(request, "faq/page.html", {"faq": faq, "data": structured_data(faq)})


def structured_data(faq: Faq) -> SafeString:
    """The questions as schema.org's FAQPage, for search engines."""
    page = structured.web_page(reverse("faq:page"), _("Questions and answers")) | {
        "@type": "FAQPage",
        "mainEntity": [
            {
                "@type": "Question",
                "name": question.question,
                "url": structured.absolute(question.url),
                "acceptedAnswer": {"@type": "Answer", "text": question.text},
            }
            for question in faq.questions
        ],
    }
    return structured.script(page, structured.website(), structured.clinic())
