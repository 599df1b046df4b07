"""Topics, authors, sources and pictures on the desk."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from articles import images, publishing, upkeep
from articles.admin.duplicates import MergeableSources, MergeableTopics, refuse_former_key
from articles.admin.spoken import InOneLanguage
from articles.admin.topics import STARTS, TopicForm
from articles.models import Article, Author, Image, Source, Topic
from clinic.paging import BoundedPaginator
from clinic.record import record
from pagecache.generations import forget_site

SHOWN = 20  # articles named in a list of uses


def uses_of(model) -> Coalesce:
    """How many live articles use a row: counted for the rows that are shown, from one index."""
    relation = model._meta.get_field("articles")
    if relation.many_to_many:
        links, column = relation.through.objects, model._meta.model_name
    else:
        links, column = Article.objects.order_by(), relation.field.name
    rows = links.filter(**{column: OuterRef("pk")}).values(column).annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(rows), 0)


class LibraryAdmin(admin.ModelAdmin):
    """Rows that articles are made of: counted where they are used, and not deleted while they are."""

    actions = None
    list_per_page = 50
    paginator = BoundedPaginator
    show_full_result_count = False

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(uses=uses_of(self.model))

    @admin.display(description=_("live articles"), ordering="uses")
    def used(self, row):
        return row.uses

    @admin.display(description=_("used in"))
    def used_in(self, row):
        """The live articles that use the row, each with the way to it."""
        if row.pk is None:
            return _("Shown after saving.")
        rows = list(row.articles.order_by("title").values_list("pk", "title")[: SHOWN + 1])
        if not rows:
            return _("No live article uses it.")
        links = [(reverse("admin:articles_article_change", args=[pk]), title) for pk, title in rows[:SHOWN]]
        more = _(" and more") if len(rows) > SHOWN else ""
        return format_html("{}{}", format_html_join(", ", '<a href="{}">{}</a>', links), more)

    def get_readonly_fields(self, request, obj=None):
        return [*super().get_readonly_fields(request, obj), "used_in"]

    def delete_view(self, request, object_id, extra_context=None):
        """Whoever may delete at all is told where the row is used instead of a bare refusal."""
        row = self.get_object(request, unquote(object_id))
        if row is not None and row.uses and self.may_delete(request, row):
            text = format_html(_("It cannot be deleted: it is used in {}."), self.used_in(row))
            messages.error(request, text)
            address = f"admin:articles_{self.opts.model_name}_change"
            return HttpResponseRedirect(reverse(address, args=[row.pk]))
        return super().delete_view(request, object_id, extra_context)

    def has_delete_permission(self, request, obj=None):
        return self.may_delete(request, obj) and not (obj is not None and getattr(obj, "uses", 0))

    def may_delete(self, request, obj=None) -> bool:
        """Whether the person may delete rows of this kind at all, used or not."""
        return super().has_delete_permission(request, obj)

    def save_model(self, request, obj, form, change):
        with transaction.atomic():
            super().save_model(request, obj, form, change)
            record(request.user, f"save {obj._meta.model_name}", obj)
            forget_site()
            if change:
                self.tell_uses(request, obj)

    def tell_uses(self, request, obj):
        """By default an edit reaches live pages only when their articles are published again. The checks look at these
        pages within minutes, and the desk then says which of them keep older words."""
        if uses := obj.articles.count():
            text = ngettext(
                "%d live article keeps the words it was published with. Open and publish it to take the new ones over.",
                "%d live articles keep the words they were published with. Open and publish them to take the new ones "
                "over.",
                uses,
            )
            messages.info(request, text % uses)
            upkeep.look_again(obj.articles.all())


class AddressedAdmin(LibraryAdmin):
    """Rows with a page of their own. Name and address are navigation, not clinical content: they change at once."""

    def tell_uses(self, request, obj):
        for article in obj.articles.all():
            publishing.refresh_projection(article)

    def get_readonly_fields(self, request, obj=None):
        # Readers have this address; changing it would need a redirect.
        return [*super().get_readonly_fields(request, obj), *(["slug"] if self.is_public(obj) else [])]

    def get_prepopulated_fields(self, request, obj=None):
        return {} if self.is_public(obj) else super().get_prepopulated_fields(request, obj)

    def is_public(self, obj) -> bool:
        return obj is not None and bool(obj.uses)


@admin.register(Topic)
class TopicAdmin(InOneLanguage, MergeableTopics, AddressedAdmin):
    class Media:
        js = ["js/admin/lookup.js"]

    form = TopicForm
    list_display = ["title", "slug", "order", "used"]
    list_editable = ["order"]
    search_fields = ["title"]
    prepopulated_fields = {"slug": ["title"]}
    fieldsets = [
        (None, {"fields": ["language", "title", "slug", "introduction", "order"]}),
        (
            _("Start here"),
            {
                "description": _("The public articles of this topic to read first, in this order. None is needed."),
                "fields": STARTS,
            },
        ),
        (None, {"fields": ["used_in"]}),
    ]

    def get_changelist_form(self, request, **kwargs):
        number = forms.NumberInput(attrs={"class": "vIntegerField", "aria-label": _("order")})
        return super().get_changelist_form(request, widgets={"order": number}, **kwargs)


@admin.register(Author)
class AuthorAdmin(AddressedAdmin):
    list_display = ["name", "credentials", "used"]
    search_fields = ["name"]
    prepopulated_fields = {"slug": ["name"]}
    fields = ["name", "slug", "credentials", "biography", "disclosure", "user", "used_in"]


class SourceForm(forms.ModelForm):
    def clean_key(self):
        key = self.cleaned_data["key"]
        refuse_former_key(key)
        return key


@admin.register(Source)
class SourceAdmin(MergeableSources, LibraryAdmin):
    form = SourceForm

    list_display = ["key", "title", "year", "kind", "people", "checked_on", "used"]
    formfield_overrides = {
        models.URLField: {"assume_scheme": "https"},
        models.DateField: {"widget": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")},
    }
    list_filter = ["kind", "checked_on"]
    search_fields = ["key", "title", "authors"]
    fieldsets = [
        (None, {"fields": ["key", "title", "authors", ("journal", "year"), "details"]}),
        (_("Where to find it"), {"fields": [("doi", "pmid", "pmcid"), "url"]}),
        (_("What it is worth"), {"fields": [("kind", "people"), "note", ("checked_on", "retracted_on"), "used_in"]}),
    ]

    def get_readonly_fields(self, request, obj=None):
        # Texts and drafts cite a source by its key.
        return [*super().get_readonly_fields(request, obj), *(["key"] if obj else [])]


class ImageForm(forms.ModelForm):
    upload = forms.FileField(
        label=_("Picture file"), required=False, help_text=_("JPEG, PNG, WebP or AVIF, at most 12 MB.")
    )

    class Meta:
        model = Image
        fields = ["key", "title", "upload", "alt", "decorative", "credit", "focal_x", "focal_y"]
        help_texts = {
            "focal_x": _("What must stay in sight where the picture is cut: 0 is the left edge, 100 the right."),
            "focal_y": _("0 is the upper edge, 100 the lower."),
            "credit": _("Who made it, and where the right to use it comes from."),
        }

    def clean_upload(self):
        upload = self.cleaned_data["upload"]
        if not upload:
            if not self.instance.pk:
                raise ValidationError(_("Choose a picture file."))
            return None
        if upload.size > images.LARGEST_FILE:
            raise ValidationError(_("The file is larger than 12 MB. Save it smaller and try again."))
        return images.accept(upload.read())

    def clean(self):
        cleaned = super().clean()
        if not cleaned.get("decorative") and not cleaned.get("alt"):
            self.add_error("alt", _("Say what the picture shows, or mark it as decorative."))
        if cleaned.get("decorative"):
            cleaned["alt"] = ""
        return cleaned


@admin.register(Image)
class ImageAdmin(LibraryAdmin):
    form = ImageForm
    list_display = ["thumbnail", "title", "key", "words", "size", "ready", "used"]
    list_display_links = ["title"]
    list_filter = ["decorative"]
    search_fields = ["key", "title", "alt"]
    readonly_fields = ["thumbnail", "address"]
    fields = [
        "thumbnail",
        ("title", "key"),
        "upload",
        ("alt", "decorative"),
        ("focal_x", "focal_y"),
        "credit",
        "address",
        "used_in",
    ]

    def get_fields(self, request, obj=None):
        return self.fields if obj else [name for name in self.fields if name not in ("thumbnail", "address", "used_in")]

    @admin.display(description=_("picture"))
    def thumbnail(self, image):
        if not image.pk:
            return "–"
        return format_html(
            '<img class="thumbnail" src="{}" alt="" width="160" height="{}" loading="lazy">',
            reverse("articles:picture", args=[image.key]),
            round(160 * image.height / image.width) if image.width else 0,
        )

    @admin.display(description=_("alternative text"))
    def words(self, image):
        return _("decorative") if image.decorative else image.alt

    @admin.display(description=_("size"))
    def size(self, image):
        return f"{image.width} × {image.height}"

    @admin.display(description=_("ready for readers"), boolean=True)
    def ready(self, image):
        return bool(image.renditions)

    @admin.display(description=_("address for the editor"))
    def address(self, image):
        if not image.pk:
            return _("Shown after saving.")
        return format_html("<code>{}</code>", reverse("articles:picture", args=[image.key]))

    def get_readonly_fields(self, request, obj=None):
        return [*super().get_readonly_fields(request, obj), *(["key"] if obj else [])]

    def save_model(self, request, obj, form, change):
        if accepted := form.cleaned_data.get("upload"):
            obj.uploaded_by = request.user
            images.store_original(obj, accepted)
        super().save_model(request, obj, form, change)
