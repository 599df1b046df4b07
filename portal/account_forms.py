"""allauth's forms in this site's words: a label says enough, so nothing stands in the fields, and help comes after."""

from allauth.account.forms import ChangePasswordForm, LoginForm
from django.utils.translation import gettext_lazy as _


class SignInForm(LoginForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("E-mail address")
        # The way to a new password stands beside the button, where the keyboard reaches it last.
        self.fields["password"].help_text = ""
        leave_empty(self)


class PasswordForm(ChangePasswordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"].label = _("Current password")
        self.fields["oldpassword"].help_text = ""
        self.fields["password1"].label = _("New password")
        self.fields["password2"].label = _("New password again")
        leave_empty(self)


def leave_empty(form) -> None:
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)
