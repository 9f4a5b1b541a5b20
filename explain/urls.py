from django.urls import path

from . import views

app_name = "explain"
urlpatterns = [
    path("skill/<path:concept_id>", views.skill, name="skill"),
    path("badge/<slug:form>/<path:concept_id>", views.badge, name="badge"),
    path("occupation/<path:concept_id>", views.occupation, name="occupation"),
]
