"""Names and telephone numbers."""

from __future__ import annotations

from pathlib import Path

import pytest

from scheduler.domain.errors import BadInputError
from scheduler.notices.people import Person, read_people


def written(folder: Path, text: str, mode: int = 0o600) -> Path:
    """Return a file with a text."""
    path = folder / "people.csv"
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)
    return path


def test_people_are_read(tmp_path: Path) -> None:
    """Rank and client may be left out, as columns and in cells."""
    path = written(tmp_path, "officer,name,phone,client\nP1,Ann Example, 020 7946 0000 ,google\nP2,Bo Example,,\n")
    assert read_people(path) == (
        {"P1": Person("Ann Example", "020 7946 0000", client="google"), "P2": Person("Bo Example", "")},
        (),
    )


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620])
def test_a_file_that_others_can_read_is_warned_of_with_the_remedy(tmp_path: Path, mode: int) -> None:
    """It is used all the same."""
    people, (warning,) = read_people(written(tmp_path, "officer,name,phone\nP1,Ann,1\n", mode))
    assert (len(people), "chmod 600" in str(warning)) == (1, True)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "the columns officer, name, phone"),
        ("officer,name\nP1,Ann\n", "the columns officer, name, phone"),
        ("officer,name,phone,adress\n", "one of the columns"),
        ("officer,name,phone\nP1,Ann\n", "3 cells"),
        ("officer,name,phone\nP1,Ann,1\nP1,Bo,2\n", "3:officer.*each officer once"),
        ("officer,name,phone,client\nP1,Ann,1,gogle\n", "did you mean 'google'"),
        ('officer,name,phone\nP1,"Ann,1\n', "never closed|quote"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(tmp_path: Path, text: str, words: str) -> None:
    """Every problem of the file at once."""
    with pytest.raises(BadInputError, match=words):
        read_people(written(tmp_path, text))
