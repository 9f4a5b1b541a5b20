"""Every address of the site."""

from django.contrib import admin
from django.urls import include, path

from .api.endpoints import api
from .gallery.views import gallery
from .health import healthz, readyz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("api/v1/", api.urls),
    path("admin/", admin.site.urls),
    path("i18n/", include("django.conf.urls.i18n")),
    path("gallery", gallery, name="gallery"),
    path("", include("search.urls")),
    path("", include("explain.urls")),
    path("", include("graphdata.urls")),
]
