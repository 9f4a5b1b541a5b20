"""One line that says which entry of which framework was used, for a syllabus or a bibliography."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from graphdata.records import ConceptRecord, ReleaseRecord
from search.vocabulary import framework_name, kind_name


def citation(record: ConceptRecord, label: str, release: ReleaseRecord | None, accessed: date) -> str:
    """``record`` by its ``label``, with framework, version, publisher, address, licence and the day."""
    kind = str(kind_name(record.kind))
    parts = [
        _("“%(label)s” (%(kind)s)") % {"label": label, "kind": kind},
        _framework(record, release),
        release.publisher if release else "",
        record.uri,
        _licence(release),
        _("Accessed %(day)s") % {"day": date_format(accessed, "j F Y")},
    ]
    return ". ".join(part.rstrip(".") for part in parts if part) + "."


def _framework(record: ConceptRecord, release: ReleaseRecord | None) -> str:
    if release is None:
        return framework_name(record.framework)
    return _("%(framework)s, version %(version)s") % {
        "framework": release.title or framework_name(record.framework),
        "version": release.version,
    }


def _licence(release: ReleaseRecord | None) -> str:
    named = release.licence_name if release else ""
    return _("Licence: %(licence)s") % {"licence": named} if named else ""
