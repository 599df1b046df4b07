"""Comments of the old site: screened again, and every one waits to be read. Nobody's address comes along."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from articles.models import Article
from comments.models import MAX_URGENT_TEXT, Comment, Status
from comments.triage import Triage, triage
from portal.models import Imported
from portal.wordpress.entries import OldComment
from portal.wordpress.report import Report
from portal.wordpress.tree import Node, parse
from portal.wordpress.unwanted import DROPPED

BATCH = 200
LONGEST_NAME = 40
NOTICES = ("pingback", "trackback")
LINES = frozenset(("p", "div", "li", "blockquote", "br", "ul", "ol", "pre", "tr", "h1", "h2", "h3", "h4"))


@dataclass
class Talk:
    """Takes over the comments of one old site; `site` says whose numbers theirs are."""

    site: str
    report: Report
    dry_run: bool
    screened: dict[int, Triage] = field(default_factory=dict)  # of the post in hand

    def look(self, old: list[OldComment]) -> None:
        """Screens what is new of one post's comments. Apart from take(), because that holds a transaction, and while
        one lasts nobody else can write on SQLite."""
        wanted = [comment for comment in unique(old) if is_comment(comment)]
        known = self.known({comment.number for comment in wanted})
        self.screened = {one.number: screened(*words_of(one)) for one in wanted if one.number not in known}

    def take(self, article: Article | None, old: list[OldComment], posted: datetime) -> None:
        """Stores what is new of one post's comments: answers stand below the comment that their thread began with."""
        wanted = [comment for comment in old if self.is_wanted(comment)]
        known = self.known({comment.number for comment in wanted})
        self.count_known(known)
        self.name_losses(wanted)
        fresh = [comment for comment in unique(wanted) if comment.number not in known]
        roots, made = roots_of(wanted, self.report), dict(known)
        for begins in (True, False):  # those that begin a thread first
            here = [one for one in fresh if (roots[one.number] == one.number) is begins]
            self.store(article, here, roots, made, posted)

    def refuse(self, old: list[OldComment]) -> None:
        """Names those that cannot come, because what they were written under has been deleted here."""
        numbers = {comment.number for comment in unique(old) if is_comment(comment)}
        if fresh := numbers - self.known(numbers).keys():
            self.report.lose(_("Comments"), _("under posts that were deleted here"), len(fresh))

    def known(self, numbers: set[int]) -> dict[int, int | None]:
        """What came with an earlier run, and the comment it became, if that is still there."""
        rows = Imported.objects.filter(site=self.site, kind=Imported.Kind.COMMENT)
        return {
            row.number: row.comment_id
            for start in range(0, len(numbers), BATCH)
            for row in rows.filter(number__in=sorted(numbers)[start : start + BATCH])
        }

    def count_known(self, known: dict[int, int | None]) -> None:
        """Those that came with an earlier run: how many, and in which queues they still wait."""
        if known:
            self.report.already[_("comments")] += len(known)
        numbers = sorted(number for number in known.values() if number)
        for start in range(0, len(numbers), BATCH):
            here = Comment.objects.filter(pk__in=numbers[start : start + BATCH], status=Status.PENDING)
            self.report.screens.update(here.values_list("queue", flat=True))

    def name_losses(self, wanted: list[OldComment]) -> None:
        """What does not come of comments that come, the same with every run."""
        if unnamed := len(wanted) - len(unique(wanted)):
            self.report.lose(_("Comments"), _("without a number of their own"), unnamed)
        for old in unique(wanted):
            for key in old.meta:
                self.report.lose(_("What plugins noted about comments"), key[:100])
            if len(words_of(old)[1]) > LONGEST_NAME:
                self.report.lose(_("Comments"), _("the end of a name of more than %d characters") % LONGEST_NAME)
            text = words_of(old)[0]
            if not text:
                self.report.lose(_("Comments"), _("without words"))
            elif old.at is None:
                self.report.to_mend(_("Dates that make no sense"), _("of a comment: it has its post’s"))
            if len(text) > MAX_URGENT_TEXT:
                self.report.lose(_("Comments"), _("the end of one of more than %d characters") % MAX_URGENT_TEXT)

    def is_wanted(self, comment: OldComment) -> bool:
        if comment.kind not in ("", "comment"):
            what = _("notices of links from other sites (%s)") if comment.kind in NOTICES else _("of the kind “%s”")
            self.report.lose(_("Comments"), what % comment.kind[:40])
            return False
        if comment.state not in ("0", "1"):
            self.report.lose(_("Comments"), _("marked as %s there") % comment.state[:40])
            return False
        return True

    def store(self, article, old: list[OldComment], roots: dict[int, int], made: dict, posted: datetime) -> None:
        for start in range(0, len(old), BATCH):
            pairs = [(one, row) for one in old[start : start + BATCH] if (row := self.row(article, one, posted))]
            if self.dry_run:
                continue
            for one, row in pairs:
                row.parent_id = made.get(roots[one.number]) if roots[one.number] != one.number else None
            Comment.objects.bulk_create([row for _one, row in pairs])
            kind = Imported.Kind.COMMENT
            Imported.objects.bulk_create(
                Imported(site=self.site, kind=kind, number=one.number, article=article, comment=row)
                for one, row in pairs
            )
            made.update({one.number: row.pk for one, row in pairs})

    def row(self, article: Article | None, old: OldComment, posted: datetime) -> Comment | None:
        text, name = words_of(old)
        if not text:
            return None
        text = text[:MAX_URGENT_TEXT]
        seen = self.screened.get(old.number) or screened(text, name)
        self.report.came[_("comments")] += 1
        self.report.screens[str(seen.queue)] += 1
        if article is None:
            return Comment(text=text)
        return Comment(
            article=article,
            name=name[:LONGEST_NAME],
            text=text,
            language=article.language,
            submitted_at=old.at or posted,
            **seen.as_fields(),
        )


def is_comment(old: OldComment) -> bool:
    return old.kind in ("", "comment") and old.state in ("0", "1")


def words_of(old: OldComment) -> tuple[str, str]:
    return plain(old.text), " ".join(plain(old.name).split())


def screened(text: str, name: str) -> Triage:
    return triage(text[:MAX_URGENT_TEXT], name=name[:LONGEST_NAME])


def unique(old: list[OldComment]) -> list[OldComment]:
    """Each number once; damaged exports name some twice. Those without a number cannot be told apart: they go."""
    return list({comment.number: comment for comment in old if comment.number}.values())


def roots_of(old: list[OldComment], report: Report) -> dict[int, int]:
    """For each comment the one its thread begins with: our threads are one answer deep. Circles are cut.

    One without a number is nobody's parent, though its number reads like the nought that stands for “no parent”.
    """
    parents = {comment.number: comment.parent for comment in old if comment.number}
    roots: dict[int, int] = {}
    for number in parents:
        path, here = {}, number
        while here not in roots and here not in path and parents[here] in parents:
            path[here] = True
            here = parents[here]
        if here not in roots and here not in path and parents[here]:
            report.to_mend(_("Answers whose comment did not come: they stand by themselves"), "")
        root = roots.get(here, here)
        roots |= dict.fromkeys([*path, here], root)
    return roots


def plain(html: str) -> str:
    """The words of a comment's HTML, with its line ends, and with the address behind each link."""
    words = "".join(pieces(parse(html.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", ""))))
    lines = [" ".join(line.split()) for line in words.split("\n")]
    text, blank = "", 0
    for line in lines:
        blank = 0 if line else blank + 1
        if line or blank < 2:
            text += line + "\n"
    return text.strip()


def pieces(node: Node) -> Iterator[str]:
    for child in node.children:
        if child.name == "#text":
            yield child.text
        elif child.name != "#comment" and child.name not in DROPPED:
            yield "\n" if child.name in LINES else ""
            yield from pieces(child)
            yield "\n" if child.name in LINES and child.name != "br" else ""
            address = child.attrs.get("href", "") if child.name == "a" else ""
            if address.startswith(("http://", "https://")) and address not in child.words():
                yield f" ({address})"
