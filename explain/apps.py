from django.apps import AppConfig
from django.core.checks import register
from django.utils.translation import gettext_lazy as _


class ExplainConfig(AppConfig):
    name = "explain"
    verbose_name = _("Explanations")

    def ready(self) -> None:
        from .language_model import check_language_model

        register(check_language_model)
