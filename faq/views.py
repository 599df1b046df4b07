from django.shortcuts import render

from faq.questions import get_faq
from pagecache.public import public_page


@public_page()
def page(request):
    return render(request, "faq/page.html", {"faq": get_faq()})
