"""The command that trains a cross-encoder to compare with."""

from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from search.neural.cross_encoder import Reranker
from tests.search.cross_encoders import write_cross_encoder


def train(tmp_path: Path, **options: object) -> str:
    said = StringIO()
    given = {"data": settings.SKILLGRAPH_SAMPLE_DIR, "out": tmp_path / "out", "questions": 20} | options
    call_command("train_reranker", stdout=said, stderr=StringIO(), **given)
    return said.getvalue()


def test_the_command_writes_a_model_that_can_be_the_sites_reranker(tmp_path: Path) -> None:
    said = train(tmp_path, base=write_cross_encoder(tmp_path / "base"))
    assert "100 pairs learnt from" in said
    assert "Held-out labels, en: within" in said
    assert f"SKILLGRAPH_RERANKER={tmp_path / 'out'}" in said
    assert len(Reranker(str(tmp_path / "out")).scores("bread", ["bake bread", "weld"])) == 2


def test_a_folder_without_esco_is_refused_with_the_remedy(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    with pytest.raises(CommandError, match="official exports of ESCO"):
        train(tmp_path, data=tmp_path / "data", base=write_cross_encoder(tmp_path / "base"))
    assert not (tmp_path / "out").exists()


def test_a_base_that_is_no_model_is_named_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"no-model.*--base"):
        train(tmp_path, base=str(tmp_path / "no-model"))
