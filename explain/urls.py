from django.urls import path

from . import views

app_name = "explain"
urlpatterns = [
    path("skill/<path:concept_id>", views.skill, name="skill"),
    path("occupation/<path:concept_id>", views.occupation, name="occupation"),
]
