"""Lists in the administration: to be looked at and deleted, for their words belong to their owners."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from .models import ListItem, SkillList, SkillListQuerySet

if TYPE_CHECKING:  # these classes take type arguments in their stubs only
    ListAdmin = admin.ModelAdmin[SkillList]
    ItemInline = admin.TabularInline[ListItem, SkillList]
else:
    ListAdmin, ItemInline = admin.ModelAdmin, admin.TabularInline


class ListItemInline(ItemInline):
    model = ListItem
    fields = ("position", "label", "framework", "framework_version", "concept_id", "note", "added", "removed")
    readonly_fields = fields
    extra = 0
    can_delete = False

    def has_add_permission(self, *_args: object) -> bool:
        return False

    def has_change_permission(self, *_args: object) -> bool:
        return False


@admin.register(SkillList)
class SkillListAdmin(ListAdmin):
    list_display = ("title", "owner", "size", "created", "modified", "deleted")
    list_filter = ("modified", ("owner", admin.EmptyFieldListFilter))
    list_select_related = ("owner",)
    search_fields = ("title", "owner__email")
    inlines = (ListItemInline,)

    def has_add_permission(self, *_args: object) -> bool:
        return False

    def has_change_permission(self, *_args: object) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[SkillList]:
        return SkillListQuerySet(SkillList).with_size()

    @admin.display(description=_("entries"))
    def size(self, skill_list: Any) -> int:
        return int(skill_list.size)
