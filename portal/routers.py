PAGES = "shared_cache"  # the table of settings.CACHES["pages"]


class CacheRouter:
    """Keeps the table of cached pages in its own database, and everything else out of it: the other cache's table
    (throttles of the staff's sign-in) stands beside the accounts."""

    def db_for_read(self, model, **hints):
        return "cache" if is_page_table(model) else None

    db_for_write = db_for_read

    def allow_migrate(self, db, app_label, **hints):
        return (db == "cache") == is_page_table(hints.get("model"))


def is_page_table(model) -> bool:
    # Django makes up the models of its caches; each is known by its table alone.
    return model is not None and model._meta.app_label == "django_cache" and model._meta.db_table == PAGES
