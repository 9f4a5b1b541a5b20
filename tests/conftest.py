"""What tests of every floor share: a published sample, a site without one, the command line."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.conf import LazySettings
from django.conf import settings as django_settings
from django.utils import translation

if TYPE_CHECKING:
    from search.neural.constrained import LocalModel
    from tests.search.openai_server import OpenAIServer

Environment = dict[str, str]
Manage = Callable[..., subprocess.CompletedProcess[str]]

ROOT = Path(__file__).resolve().parent.parent
_SITE_VARIABLES = ("ALLOWED_HOSTS", "DATABASE_URL", "DEBUG", "LOG_LEVEL", "REDIS_URL", "SECRET_KEY")


@pytest.fixture(autouse=True)
def interface_language() -> Iterator[None]:
    """Every test begins in the default language, whatever the one before it asked for."""
    translation.deactivate()
    yield
    translation.deactivate()


@pytest.fixture(scope="session")
def published_sample() -> str:
    """The id of a snapshot of the bundled sample, built once and live in the tests' SKILLGRAPH_VAR."""
    from graphdata.ingest import IngestOptions, build_snapshot, publish

    var = Path(django_settings.SKILLGRAPH_VAR)
    built = build_snapshot(IngestOptions(data=django_settings.SKILLGRAPH_SAMPLE_DIR, var=var))
    publish(var, built.snapshot_id)
    return built.snapshot_id


def _forget_live_snapshot() -> None:
    from graphdata.live import _live as live_graph
    from search.live import _live as live_engine

    live_graph.cache_clear()
    live_engine.cache_clear()


@pytest.fixture
def no_snapshot(settings: LazySettings, tmp_path: Path) -> Iterator[None]:
    """A site on which nothing has been published yet."""
    settings.SKILLGRAPH_VAR = tmp_path
    _forget_live_snapshot()
    yield
    _forget_live_snapshot()


@pytest.fixture(scope="session")
def cross_encoder(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The path of a cross-encoder with random weights that knows the words of the small catalogue."""
    from tests.search.catalogue import CATALOGUE
    from tests.search.cross_encoders import write_cross_encoder

    labels = [label for document in CATALOGUE for label in document.pref_labels.values()]
    return write_cross_encoder(tmp_path_factory.mktemp("cross-encoder"), labels)


@pytest.fixture(scope="session")
def tiny_llama(tmp_path_factory: pytest.TempPathFactory) -> "LocalModel":
    """A language model with random weights, run in this process."""
    import torch

    from search.neural.constrained import LocalModel
    from tests.search.tiny_llama import write_tiny_llama

    torch.set_num_threads(1)  # for so small a model, threads that wait for one another are all that is seen
    return LocalModel(write_tiny_llama(tmp_path_factory.mktemp("tiny-llama")))


@pytest.fixture
def openai_server() -> "Iterator[OpenAIServer]":
    """An OpenAI-compatible server on loopback that does as the test tells it."""
    from tests.search.openai_server import OpenAIServer

    with OpenAIServer() as server:
        yield server


@pytest.fixture
def site_with_reranker(settings: LazySettings, published_sample: str, cross_encoder: str) -> Iterator[str]:
    """The published sample on a site that offers re-ranking; the path of its cross-encoder."""
    settings.SKILLGRAPH_RERANKER = cross_encoder
    _forget_live_snapshot()
    yield cross_encoder
    _forget_live_snapshot()


def own_environment(var: Path) -> Environment:
    """The environment of a site of its own below ``var``, for processes that a test starts."""
    inherited = {
        name: value
        for name, value in os.environ.items()
        if name not in _SITE_VARIABLES and not name.startswith(("DJANGO_", "SKILLGRAPH_"))
    }
    own = {"DJANGO_SETTINGS_MODULE": "skillgraph_site.settings", "SKILLGRAPH_VAR": str(var)}
    return inherited | own


@pytest.fixture
def site_environment(tmp_path: Path) -> Environment:
    return own_environment(tmp_path / "var")


@pytest.fixture
def manage(site_environment: Environment) -> Manage:
    """Runs ``manage.py`` with the given words, and further variables as keywords."""

    def run(*words: str, **variables: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=ROOT,
            env=site_environment | variables,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    return run
