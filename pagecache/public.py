"""What a view says about its page: that it is public, what it depends on, and until when it holds."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import wraps

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils import translation

from pagecache import generations, keys
from pagecache.cleaning import public_request
from pagecache.shared import CacheDown

# What a public view may answer with and have stored. Not 404: anybody can ask for endlessly many of those.
STORED_STATUSES = (200, 410)


@dataclass
class Marks:
    """Collected while a page is made; carried by its response (or request) to the storing middleware."""

    names: set[str] = field(default_factory=set)
    until: datetime | None = None
    public: bool = False
    start: str = ""  # the generations' state as the rendering started; empty when nobody can say
    key: str | None = None


def public_page(*, params: tuple[str, ...] = (), methods: tuple[str, ...] = ("GET", "HEAD")) -> Callable:
    """Marks a view whose page is the same for everybody, so that it may be stored and served to anyone.

    For GET and HEAD the view sees a request without cookies, client headers and any query parameter that
    `params` does not name: the page cannot depend on what it does not see. Other methods get the request as
    it came, and their answers are never stored. Neither is a response that says `Cache-Control: private`.
    """

    def decorate(view):
        @wraps(view)
        def wrapper(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            if request.method not in methods:
                return HttpResponseNotAllowed(methods)
            if request.method not in ("GET", "HEAD"):
                return view(request, *args, **kwargs)
            return _render(view, request, params, args, kwargs)

        wrapper.public_params = params
        return wrapper

    return decorate


def depends_on(page: HttpRequest | HttpResponse, *names: str) -> None:
    """Says that the page shows these objects ("article:12"); forget() of one of them makes it be rendered
    again. Where there is no response yet, as in a template tag, the request that the view was given serves
    as well."""
    _marks(page).names.update(names)


def valid_until(page: HttpRequest | HttpResponse, moment: datetime | None) -> None:
    """Says when the clock will make the page wrong. Of several moments the earliest counts; None says
    nothing."""
    if moment is not None:
        marks = _marks(page)
        marks.until = min(marks.until, moment) if marks.until else moment


def _render(view, request, params, args, kwargs) -> HttpResponse:
    start = _start()  # before the view reads anything, so that a change while it runs is noticed
    clean = public_request(request, params)
    # The language of a page comes from its path alone, whatever an earlier request left in this thread.
    with translation.override(keys.language_of(request.path_info)):
        response = view(clean, *args, **kwargs)
        if hasattr(response, "render") and not response.is_rendered:
            response.render()
    depends_on(response, *_marks(clean).names)
    valid_until(response, _marks(clean).until)
    marks = _marks(response)
    marks.public, marks.start, marks.key = True, start, keys.key_for(request.META, params)
    return response


def _start() -> str:
    try:
        return generations.begin()
    except CacheDown:
        return ""


def _marks(page) -> Marks:
    if not hasattr(page, "page_marks"):
        page.page_marks = Marks()
    return page.page_marks
