"""axe in both looks of a page. It is brought into the page once, and sends back nothing but what it finds."""

from axe_playwright_python.base import AXE_SCRIPT

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],  # of what passes, axe then describes one place and not each
}
RUN = "options => axe.run(options).then(results => results.violations)"


def found_by_axe(page) -> dict[str, list[tuple[str, str]]]:
    """By the look, the rules that are broken and the first place of each; nothing where nothing is."""
    page.evaluate(AXE_SCRIPT)
    found = {}
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        if violations := page.evaluate(RUN, RULES):
            found[scheme] = [(each["id"], each["nodes"][0]["html"][:120]) for each in violations]
    return found
