"""Turns items into lines to show: words of today where the frameworks have them, else those of old."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from search.language_fallback import Wording, best_wording, label_of
from search.vocabulary import framework_name

from ..records import ReleaseRecord
from .live_concepts import LiveConcepts, framework_release, live_concepts, live_graph
from .models import ListItem


@dataclass(frozen=True, slots=True)
class ListLine:
    """One item, ready to be shown. A concept that is gone has no page to link to."""

    item: ListItem
    label: Wording
    is_gone: bool = False
    is_withdrawn: bool = False

    @property
    def framework(self) -> str:
        """What the framework calls itself, with the version that the item was added from."""
        return f"{framework_name(self.item.framework)} {self.item.framework_version}".strip()


def list_lines(items: Iterable[ListItem], language: str) -> Sequence[ListLine]:
    """A line for every item, in their order; without a snapshot, with the stored words."""
    listed = list(items)
    live = live_concepts(live_graph(), (item.concept_id for item in listed))
    return [list_line(item, live, language) for item in listed]


def list_line(item: ListItem, live: LiveConcepts, language: str) -> ListLine:
    document = live.documents.get(item.concept_id)
    if document is None:
        return ListLine(item, stored_label(item, language), is_gone=live.is_gone(item.concept_id))
    return ListLine(item, label_of(document.pref_labels, language, document.id), False, document.deprecated)


def stored_label(item: ListItem, language: str) -> Wording:
    """The label that the concept was added by."""
    return Wording(item.label, item.label_language, item.label_language not in ("", language))


@dataclass(frozen=True, slots=True)
class ListSource:
    """The loaded version of a framework of the list, with the notice that its licence requires."""

    release: ReleaseRecord
    notice: Wording | None


def list_sources(frameworks: Iterable[str], language: str) -> Sequence[ListSource]:
    """What a printed list names at its end; frameworks that are no longer loaded have no release to name."""
    graph = live_graph()
    found = [framework_release(graph, framework) for framework in frameworks] if graph else []
    return [ListSource(each, best_wording(each.notice, language)) for each in found if each]
