from django.contrib.admin.apps import AdminConfig


class DeskConfig(AdminConfig):
    """Django's admin with our own site class. It reads other apps' models, hence its own module."""

    default_site = "portal.staff_site.Desk"
