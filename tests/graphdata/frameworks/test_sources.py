"""Files are found in folders and zips, each content once; an unsafe or broken zip is refused in words."""

import io
import zipfile
from pathlib import Path

import pytest

from graphdata.frameworks import sources
from graphdata.frameworks.report import ReadReport, UnusableFile
from graphdata.frameworks.sources import find_sources


def write_zip(path: Path, entries: dict[str, bytes], *, method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return path


def refusal(path: Path) -> UnusableFile:
    with pytest.raises(UnusableFile) as caught:
        find_sources(path, ReadReport())
    return caught.value


def test_files_of_a_folder_come_in_path_order_with_their_bytes(tmp_path: Path) -> None:
    (tmp_path / "fr").mkdir()
    (tmp_path / "fr" / "b.csv").write_bytes(b"b")
    (tmp_path / "a.TXT").write_bytes(b"a")
    found = find_sources(tmp_path, ReadReport())
    assert [(source.name, source.read_bytes()) for source in found] == [("a.TXT", b"a"), ("fr/b.csv", b"b")]
    assert [(source.file_name, source.suffix, source.folder) for source in found] == [
        ("a.TXT", ".txt", "."),
        ("b.csv", ".csv", "fr"),
    ]
    assert {source.root for source in found} == {tmp_path.name}


def test_a_zip_is_read_whether_given_itself_or_found_in_a_folder(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "esco.zip", {"in/skills_en.csv": b"x", "readme.pdf": b"y"})
    for data in (path, tmp_path):
        report = ReadReport()
        (source,) = find_sources(data, report)
        assert source.name == "esco.zip!in/skills_en.csv"
        assert (source.file_name, source.folder, source.read_bytes()) == ("skills_en.csv", "esco.zip", b"x")
        assert report.ignored == [("esco.zip!readme.pdf", "not a table or RDF file")]


def test_the_same_content_is_kept_once_and_the_second_place_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"same")
    write_zip(tmp_path / "z.zip", {"copy.csv": b"same", "other.csv": b"other"})
    report = ReadReport()
    assert [source.name for source in find_sources(tmp_path, report)] == ["a.csv", "z.zip!other.csv"]
    assert report.ignored == [("z.zip!copy.csv", "same content as a.csv")]


def test_files_of_other_types_are_listed_and_hidden_ones_passed_over(tmp_path: Path) -> None:
    (tmp_path / "photo.png").write_bytes(b"p")
    (tmp_path / ".hidden.csv").write_bytes(b"h")
    write_zip(tmp_path / "mac.zip", {"__MACOSX/._skills_en.csv": b"\x00\x05"})
    report = ReadReport()
    assert find_sources(tmp_path, report) == []
    assert [name for name, _ in report.ignored] == ["mac.zip!__MACOSX/._skills_en.csv", "photo.png"]


def test_two_entries_of_one_name_are_each_read_with_their_own_content(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "twice.zip", "w") as archive:
        archive.writestr("a.csv", b"first")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("a.csv", b"second")
    found = find_sources(tmp_path, ReadReport())
    assert sorted(source.read_bytes() for source in found) == [b"first", b"second"]


def test_a_path_that_does_not_exist_is_named_with_the_remedy(tmp_path: Path) -> None:
    error = refusal(tmp_path / "nowhere")
    assert "nowhere" in error.file
    assert "--data" in str(error)


def test_a_zip_cut_off_anywhere_is_refused_as_damaged(tmp_path: Path) -> None:
    whole = write_zip(tmp_path / "whole.zip", {"a.csv": b"x,y\n" * 200}).read_bytes()
    path = tmp_path / "cut.zip"
    for length in range(0, len(whole), 7):
        path.write_bytes(whole[:length])
        error = refusal(path)
        assert "damaged or incomplete" in error.reason
        assert error.file == "cut.zip"


def test_a_zip_whose_bytes_were_changed_is_refused(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "a.zip", {"a.csv": b"one two three"}, method=zipfile.ZIP_STORED)
    path.write_bytes(path.read_bytes().replace(b"two", b"TWO"))
    assert "CRC" in refusal(path).reason


def test_an_encrypted_zip_is_refused_with_the_advice_to_unpack_it(tmp_path: Path) -> None:
    raw = bytearray(write_zip(tmp_path / "a.zip", {"a.csv": b"x"}, method=zipfile.ZIP_STORED).read_bytes())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        raw[raw.index(signature) + offset] |= 1
    (tmp_path / "a.zip").write_bytes(raw)
    assert "Unpack it by hand" in refusal(tmp_path / "a.zip").remedy


def test_a_bomb_is_known_by_its_ratio_before_it_is_inflated(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "bomb.zip", {"skills_en.csv": b"0" * (sources.RATIO_MATTERS_FROM + 1)})
    error = refusal(path)
    assert "bomb" in error.remedy
    assert "skills_en.csv" in error.reason


def test_many_entries_that_are_too_large_together_are_a_bomb(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "LARGEST_ARCHIVE", 250)
    path = write_zip(tmp_path / "bomb.zip", {f"{number}.csv": b"0" * 100 for number in range(3)})
    assert "all entries together" in refusal(path).reason


def test_an_entry_that_declares_less_than_it_holds_is_refused(tmp_path: Path) -> None:
    content = b"0" * 5_000_000
    path = write_zip(tmp_path / "liar.zip", {"a.csv": content})
    true_size, lie = len(content).to_bytes(4, "little"), (10).to_bytes(4, "little")
    raw = path.read_bytes()
    assert raw.count(true_size) == 2
    path.write_bytes(raw.replace(true_size, lie))
    assert refusal(path).file.startswith("liar.zip")


@pytest.mark.parametrize(
    "name", ["../evil.csv", "a/../../evil.csv", "/etc/evil.csv", "C:/evil.csv", "..\\evil.csv"]
)
def test_an_entry_that_points_outside_the_zip_is_refused_and_nothing_written(
    tmp_path: Path, name: str
) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    write_zip(folder / "evil.zip", {"good.csv": b"x", name: b"y"})
    assert "points outside the archive" in refusal(folder).reason
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["data", "evil.zip"]


def test_a_file_beyond_the_size_limit_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "LARGEST_FILE", 3)
    (tmp_path / "big.csv").write_bytes(b"1234")
    assert refusal(tmp_path).file == "big.csv"


def test_entry_names_in_an_old_character_set_do_no_harm(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("comp~tences.csv", b"x")
    (tmp_path / "latin.zip").write_bytes(buffer.getvalue().replace(b"comp~tences", b"comp\xe9tences"))
    (source,) = find_sources(tmp_path, ReadReport())
    assert source.read_bytes() == b"x"
