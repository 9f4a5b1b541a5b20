from django.urls import path

from . import views
from .lists import adding as list_adding
from .lists import item_views as list_items
from .lists import views as lists

app_name = "graphdata"
urlpatterns = [
    path("frameworks", views.frameworks, name="frameworks"),
    path("lists", lists.lists, name="lists"),
    path("lists/add", list_adding.add, name="list_add"),
    path("lists/drop", list_adding.drop, name="list_drop"),
    path("lists/<uuid:list_id>", lists.one_list, name="list"),
    path("lists/<uuid:list_id>.csv", lists.as_csv, name="list_csv"),
    path("lists/<uuid:list_id>/describe", lists.describe, name="list_describe"),
    path("lists/<uuid:list_id>/use", lists.use, name="list_use"),
    path("lists/<uuid:list_id>/delete", lists.delete, name="list_delete"),
    path("lists/<uuid:list_id>/undelete", lists.undelete, name="list_undelete"),
    path("lists/<uuid:list_id>/items/<int:item_id>", list_items.change_item, name="list_item"),
]
