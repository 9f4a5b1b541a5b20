from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GraphDataConfig(AppConfig):
    name = "graphdata"
    verbose_name = _("Knowledge graph")

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in

        from .lists.holding import claim

        user_logged_in.connect(claim, dispatch_uid="claim skill lists")
