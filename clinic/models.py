from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clinic import demo
from clinic.access import KnownBrowser, PasswordRequest, StaffLink, StaffSession
from clinic.clinicians import AddressLink, Clinician
from clinic.holidays import validate_closed_days
from clinic.hours import validate_hours
from clinic.phone import validate_help_lines, validate_phone
from clinic.presets import COUNTRY_CHOICES
from clinic.record_entries import Record
from clinic.retention import validate_kept

__all__ = [
    "AddressLink",
    "ClinicProfile",
    "Clinician",
    "KnownBrowser",
    "PasswordRequest",
    "Record",
    "StaffLink",
    "StaffSession",
    "User",
]


class UserManager(BaseUserManager):
    use_in_migrations = True

    def get_by_natural_key(self, username):
        # People type their address as they like; the constraint below makes this one row at most.
        return self.get(email__iexact=username)

    def create_user(self, email, password=None, **fields):
        """Makes a staff account; without a password nobody can sign in until one is chosen by mail."""
        if not email:
            raise ValueError("An account needs an e-mail address.")
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email, password=None, **fields):
        return self.create_user(email, password, **(fields | {"is_staff": True, "is_superuser": True}))


class User(AbstractBaseUser, PermissionsMixin):
    """A member of staff. Readers and commenters have no accounts."""

    email = models.EmailField(
        _("e-mail address"),
        unique=True,  # the constraint below is stricter; Django's checks know only this one
        error_messages={"unique": _("Somebody already signs in with this address.")},
    )
    display_name = models.CharField(
        _("name shown"),
        max_length=80,
        help_text=_("How colleagues see this person on the staff desk, for example “Dana, reception”."),
    )
    is_staff = models.BooleanField(
        _("may open the staff desk"),
        default=True,
        help_text=_("Take this away to keep the account but lock the door."),
    )
    is_active = models.BooleanField(
        _("active"),
        default=True,
        help_text=_("Switch off when somebody leaves. What they did stays on record."),
    )
    date_joined = models.DateTimeField(_("made on"), default=timezone.now, editable=False)

    objects = UserManager()

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["display_name"]

    class Meta:
        verbose_name = _("staff account")
        verbose_name_plural = _("staff accounts")
        ordering = ["display_name"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="clinic_user_email_unique_in_any_case",
                violation_error_message=_("Somebody already signs in with this address."),
            )
        ]

    def __str__(self):
        return self.display_name or self.email

    def clean(self):
        super().clean()
        self.email = self.email.strip().lower()

    def get_full_name(self):
        return self.display_name

    def get_short_name(self):
        return self.display_name


class ClinicProfile(models.Model):
    """What the clinic says about itself on every page: one row, copied to DATA_DIR for the public pages."""

    class SiteState(models.TextChoices):
        DEMO = "demo", _("Demo: an example, not a real clinic")
        SETUP = "setup", _("Setup: being prepared, comments off")
        OPEN = "open", _("Open to the public")

    class CommentsMode(models.TextChoices):
        OPEN = "open", _("Open at all times")
        STAFFED = "staffed", _("Open while somebody reads them")
        OFF = "off", _("Off")

    class AwayComments(models.TextChoices):
        PAUSE = "pause", _("Paused: nobody can send one")
        KEEP = "keep", _("Taken, and the form says when they will be read")

    THE_ROW = 1

    name = models.CharField(_("clinic’s name"), max_length=80)
    tagline = models.CharField(
        _("one sentence about the site"),
        max_length=200,
        help_text=_("Whose site this is and what it is for. Shown at the top of the home page."),
    )
    site_state = models.CharField(
        _("state of the site"),
        max_length=10,
        choices=SiteState,
        default=SiteState.DEMO,
        help_text=_("Search engines are asked to stay away until the site is open."),
    )
    country = models.CharField(
        _("country"),
        max_length=2,
        choices=COUNTRY_CHOICES,
        default="US",
        help_text=_("Decides the emergency number and the help lines, unless you enter your own below."),
    )
    phone = models.CharField(_("phone"), max_length=40, validators=[validate_phone])
    after_hours_phone = models.CharField(
        _("phone after hours"),
        max_length=40,
        blank=True,
        validators=[validate_phone],
        help_text=_("For people who have been treated and feel unwell when the clinic is closed."),
    )
    email = models.EmailField(_("e-mail"))
    address = models.TextField(_("postal address"), help_text=_("One line of the address per line."))
    opening_hours = models.TextField(
        _("opening hours"),
        validators=[validate_hours],
        help_text=_("One line each, for example “Monday-Friday 9:00-17:00” or “Saturday closed”."),
    )
    emergency_number = models.CharField(
        _("emergency number"),
        max_length=20,
        blank=True,
        validators=[validate_phone],
        help_text=_("Leave empty to use the number of your country."),
    )
    help_lines = models.TextField(
        _("help lines"),
        blank=True,
        validators=[validate_help_lines],
        help_text=_(
            "Leave empty to use the lines of your country. Otherwise one per line: name | number | note, "
            "for example “Samaritans | 116 123 | Free, day and night”. The first one is shown on every page. "
            "Call each number yourself before you save."
        ),
    )
    comments_mode = models.CharField(_("comments"), max_length=10, choices=CommentsMode, default=CommentsMode.OPEN)
    moderation_hours = models.TextField(
        _("when comments are read"),
        default="always",
        validators=[validate_hours],
        help_text=_("“always”, or lines such as “Monday-Friday 9:00-17:00”."),
    )
    decision_text = models.CharField(
        _("promise to people who comment"),
        max_length=200,
        help_text=_("By when you decide. Shown after a comment is sent, so promise only what you keep."),
    )
    away_until = models.DateField(
        _("away until"),
        null=True,
        blank=True,
        help_text=_(
            "The last day on which nobody is here. It ends by itself, on the day after. Empty when you are here."
        ),
    )
    away_comments = models.CharField(
        _("comments while away"), max_length=10, choices=AwayComments, default=AwayComments.PAUSE
    )
    closed_holidays = models.CharField(
        _("public holidays on which you are closed"),
        max_length=800,
        blank=True,
        default="",
        db_default="",  # a process of the version before may save the row during an upgrade
        help_text=_("Nobody reads comments then. Each comes again every year until you take its tick away."),
    )
    closed_days = models.TextField(
        _("days of your own"),
        blank=True,
        default="",
        db_default="",
        validators=[validate_closed_days],
        help_text=_("For one day, leave “last day” empty. The name may be left out; readers see it."),
    )
    banner = models.CharField(
        _("notice on every page"),
        max_length=240,
        blank=True,
        default="",
        db_default="",
        help_text=_("One or two short sentences, for example “The phone is out of order until Friday. Write to us.”"),
    )
    banner_from = models.DateTimeField(_("shown from"), null=True, blank=True, help_text=_("Empty: from now on."))
    banner_until = models.DateTimeField(
        _("shown until"), null=True, blank=True, help_text=_("It leaves by itself, to the minute.")
    )
    who_we_treat = models.TextField(_("who we treat"), blank=True)
    products = models.TextField(
        _("products and license status"),
        blank=True,
        help_text=_("Which medicine you give, and whether it is approved for this use in your country."),
    )
    price = models.TextField(_("price"), blank=True, help_text=_("The whole course, checks included."))
    referral = models.TextField(_("how to be referred"), blank=True)
    fasting_rules = models.TextField(_("eating and drinking before"), blank=True)
    driving_rules = models.TextField(_("driving afterwards"), blank=True)
    complaints = models.TextField(
        _("complaints"),
        blank=True,
        help_text=_("Whom to tell, by when you answer, and who checks you from outside."),
    )
    kept_for = models.TextField(
        _("how long words are kept"), blank=True, default="", db_default="", validators=[validate_kept]
    )
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)

    class Meta:
        verbose_name = _("clinic profile")
        verbose_name_plural = _("clinic profile")
        permissions = [("open_site", "Can open the site to the public")]
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="clinic_profile_is_one_row"),
        ]

    def __str__(self):
        return self.name

    @classmethod
    def the_one(cls):
        """The clinic's row, made with the demo's words where there is none yet."""
        return cls.objects.get_or_create(pk=cls.THE_ROW, defaults=demo.PROFILE)[0]
