"""The mail server refuses, hangs, drops, says later and never: every mail arrives in the end, and no reader waits."""

import statistics
import time

from tests.faults.mail_server import MailServer
from tests.faults.site import Site, post, site
from tests.faults.table import Seen, fault

BROKEN = "tests.faults.broken_site:application"
MOODS = ("refuses", "hangs", "drops", "later", "never")
AS_IF = """
from datetime import timedelta
from django.utils import timezone
from jobs.mail import send_due_mail, try_mail_again
from jobs.models import OutboxMail
now = timezone.now() + timedelta(hours={hours})
try_mail_again(now)
send_due_mail(now)
waiting = OutboxMail.objects.filter(sent_at=None)
print(json.dumps([waiting.count(), waiting.exclude(parked_at=None).count()]))
"""


class Office:
    """The worker's part of mail, with the clock moved on so that what waits for its next try is due."""

    def __init__(self, place: Site):
        self.place, self.hours = place, 0

    def sweep(self) -> tuple[int, int]:
        """How many mails wait after one more sweep, and how many of them are given up and shown."""
        self.hours += 3
        waiting, parked = self.place.ask(AS_IF.format(hours=self.hours))
        return waiting, parked


def write(place: Site, first: int, number: int) -> list[float]:
    """So many comments whose writers ask for a mail; the seconds that each post took."""
    took = []
    for one in range(first, first + number):
        begun = time.monotonic()
        status, _page = post(place.port, f"Post {one} with mail", one, email=f"owl{one}@example.org")
        took.append(time.monotonic() - begun)
        assert status == 200, status
    return took


def send_all(office: Office) -> tuple[int, int]:
    """Sweeps until nothing waits; the server is well, so that a few are enough. Nobody presses “try again”."""
    waiting, parked = office.sweep()
    for _ in range(5):
        if waiting:
            waiting, parked = office.sweep()
    return waiting, parked


@fault(
    "the mail server refuses, hangs, drops after DATA, says later, says never",
    "100 of 100 arrive later by themselves, at most 1 % doubled; request time unchanged",
)
def moody(each: int = 20) -> Seen:
    with MailServer() as mails, site(EMAIL_URL=f"smtp://127.0.0.1:{mails.port}") as place:
        place.start()
        office, number = Office(place), each * len(MOODS)
        write(place, 50_000, 10)  # what a process does once
        send_all(office)
        before, slow = len(mails.arrived), []
        usual = write(place, 40_000, each)
        send_all(office)
        for place_of_mood, mood in enumerate(MOODS):
            mails.be(mood)
            slow += write(place, place_of_mood * each, each)
            parked = [office.sweep()[1] for _ in range(1 if mood == "hangs" else 5 if mood == "never" else 2)][-1]
            assert parked == (each if mood == "never" else 0), (mood, parked)
            mails.be("well")
            waiting, _parked = send_all(office)
            assert waiting == 0, (mood, waiting)
        place.stop()
        arrived, doubled = len(mails.arrived) - before - each, mails.doubled()
    during, normal = statistics.median(slow), statistics.median(usual)
    missed = sent_in_the_request(each)
    return Seen(
        f"{len(MOODS)} moods, {number} mails",
        f"{number - arrived} lost, {doubled} doubled; a post in {during * 1000:.0f} ms, usually {normal * 1000:.0f}",
        arrived == number and doubled <= number / 100 and during < 1.5 * normal + 0.05,
        f"sent in the request, {missed} of {each} were lost",
        missed > 0,
    )


def sent_in_the_request(number: int) -> int:
    """The control: how many mails a server that says "later" never gets when nobody keeps them."""
    with (
        MailServer() as mails,
        site(BROKEN, EMAIL_URL=f"smtp://127.0.0.1:{mails.port}", FAULT_CONTROL="no outbox") as place,
    ):
        place.start()
        mails.be("later")
        write(place, 0, number)
        mails.be("well")
        send_all(Office(place))
        place.stop()
        return number - len(mails.arrived)
