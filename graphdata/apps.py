from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GraphDataConfig(AppConfig):
    name = "graphdata"
    verbose_name = _("Knowledge graph")
