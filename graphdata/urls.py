from django.urls import path

from . import views

app_name = "graphdata"
urlpatterns = [
    path("frameworks", views.frameworks, name="frameworks"),
]
