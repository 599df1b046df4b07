class CacheRouter:
    """Keeps the shared cache's table in its own database, and everything else out of it."""

    def db_for_read(self, model, **hints):
        return "cache" if model._meta.app_label == "django_cache" else None

    db_for_write = db_for_read

    def allow_migrate(self, db, app_label, **hints):
        return (db == "cache") == (app_label == "django_cache")
