from django.urls import path

from . import views
from .neighbourhood_view import occupation_neighbourhood, skill_neighbourhood
from .summary_views import ask_for_summary, cancel_summary, summary

app_name = "explain"
# An id may hold slashes, so what follows an id stands before the addresses that take all to the end.
urlpatterns = [
    path("skill/<path:concept_id>/neighbourhood", skill_neighbourhood, name="skill_neighbourhood"),
    path(
        "occupation/<path:concept_id>/neighbourhood",
        occupation_neighbourhood,
        name="occupation_neighbourhood",
    ),
    path("skill/<path:concept_id>/summary", ask_for_summary, name="skill_summary"),
    path("occupation/<path:concept_id>/summary", ask_for_summary, name="occupation_summary"),
    path("summary/<uuid:job_id>", summary, name="summary"),
    path("summary/<uuid:job_id>/cancel", cancel_summary, name="summary_cancel"),
    path("skill/<path:concept_id>", views.skill, name="skill"),
    path("badge/<slug:form>/<path:concept_id>", views.badge, name="badge"),
    path("occupation/<path:concept_id>", views.occupation, name="occupation"),
]
