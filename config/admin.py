"""Administration for operators, in one place. Logs, ballots and results are not here: nobody edits those."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.utils.translation import gettext_lazy as _

from people.models import Office, Organization, User


class OfficeInline(admin.TabularInline):  # type: ignore[type-arg]
    model = Office
    extra = 0
    autocomplete_fields = ("organization",)


@admin.register(User)
class PersonAdmin(UserAdmin):  # type: ignore[type-arg]
    list_display = ("username", "name", "organization", "is_active", "is_staff")
    list_select_related = ("organization",)
    search_fields = ("username", "name", "email")
    autocomplete_fields = ("organization",)
    inlines = (OfficeInline,)
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (_("Person"), {"fields": ("name", "email", "organization", "language")}),
        (_("Rights"), {"fields": ("is_active", "is_staff", "is_superuser")}),
    )
    add_fieldsets = (
        (None, {"classes": ("wide",), "fields": ("username", "name", "organization", "password1", "password2")}),
    )


@admin.register(Organization)
class OrganizationAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("name", "kind", "parent")
    list_filter = ("kind",)
    list_select_related = ("parent",)
    search_fields = ("name", "name_en")
    autocomplete_fields = ("parent",)
