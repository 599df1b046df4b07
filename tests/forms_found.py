"""The forms that pages show, read as a browser reads them: where each is sent, and what stands in it."""

from dataclasses import dataclass
from urllib.parse import urljoin

from bs4 import BeautifulSoup, Tag
from django.test import Client

# What would end the session of whoever sends all the others, or take the account's rights away.
LEFT_OUT = ("logout", "/accounts/2fa/", "/accounts/sessions/", "/accounts/password/change/", "/admin/clinic/user/")


@dataclass(frozen=True)
class Form:
    """`fields` are name and value, in the form's order; a name may stand there several times, or as a button."""

    address: str
    fields: tuple[tuple[str, str], ...]


def forms_of(client: Client, addresses: list[str]) -> list[Form]:
    """Every form that these pages send by POST, each once."""
    found: dict[tuple, Form] = {}
    for address in addresses:
        answer = client.get(address)
        if answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html"):
            for form in forms_in(answer.content.decode(), address):
                found.setdefault((form.address, tuple(name for name, _value in form.fields)), form)
    return [form for form in found.values() if not any(part in form.address for part in LEFT_OUT)]


def forms_in(html: str, address: str) -> list[Form]:
    page = BeautifulSoup(html, "html.parser")
    sent = [form for form in page.find_all("form") if form.get("method", "").lower() == "post"]
    return [Form(urljoin(address, form.get("action", "")), tuple(fields_in(form))) for form in sent]


def fields_in(form: Tag):
    chosen = set()  # of each group of radio buttons the first, whether or not somebody has to choose
    for field in form.find_all(["input", "textarea", "select", "button"]):
        name, kind = field.get("name", ""), field.get("type")
        is_off = (kind == "checkbox" and not field.has_attr("checked")) or (kind == "radio" and name in chosen)
        if name and name != "csrfmiddlewaretoken" and not is_off:
            chosen |= {name} if kind == "radio" else set()
            yield name, value_of(field)


def value_of(field: Tag) -> str:
    if field.name == "textarea":
        return field.get_text()
    if field.name == "select":
        chosen = field.find("option", selected=True) or field.find("option")
        return chosen.get("value", chosen.get_text()) if chosen else ""
    return field.get("value", "on" if field.get("type") == "checkbox" else "")
