from __future__ import annotations

import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from rsteller_core.errors import OutputError
from rsteller_core.journal import Journal
from rsteller_core.values import Answer


def test_what_was_answered_is_there_again(tmp_path: Path) -> None:
    answer = Answer("k", '{"caption": "Ein Fluß\\u0000"}', "stop", 3, 4, 0.5)
    with closing(Journal(tmp_path / "0.jsonl")) as journal:
        journal.add(answer)
        assert journal.get("k") == answer
    with closing(Journal(tmp_path / "0.jsonl")) as journal:
        assert journal.get("k") == answer
        assert journal.get("other") is None


@given(texts=st.lists(st.text(), min_size=1, max_size=5), cut=st.integers(min_value=1))
def test_a_crash_loses_only_the_line_it_cut(tmp_path_factory, texts: list[str], cut: int) -> None:
    path = tmp_path_factory.mktemp("journal") / "0.jsonl"
    answers = [Answer(str(number), text) for number, text in enumerate(texts)]
    with closing(Journal(path)) as journal:
        for answer in answers:
            journal.add(answer)
    content = path.read_bytes()
    kept = len(content) - cut % len(content)
    path.write_bytes(content[:kept])
    whole = content[:kept].count(b"\n")
    with closing(Journal(path)) as journal:
        assert [journal.get(a.key) for a in answers] == answers[:whole] + [None] * (
            len(answers) - whole
        )
        journal.add(Answer("new", "after the crash"))
    with closing(Journal(path)) as journal:
        assert journal.get("new") == Answer("new", "after the crash")


def test_zeros_of_a_power_failure_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "0.jsonl"
    with closing(Journal(path)) as journal:
        journal.add(Answer("a", "1"))
    with path.open("ab") as file:
        file.write(b"\0" * 20 + b"\n")
    with closing(Journal(path)) as journal:
        assert journal.get("a") == Answer("a", "1")


def test_a_killed_process_has_journaled_every_answer(tmp_path: Path) -> None:
    path = tmp_path / "0.jsonl"
    script = (
        "import os, sys\nfrom pathlib import Path\n"
        "from rsteller_core.journal import Journal\nfrom rsteller_core.values import Answer\n"
        "journal = Journal(Path(sys.argv[1]))\n"
        "for n in range(100): journal.add(Answer(str(n), 'x'))\n"
        "os.kill(os.getpid(), 9)\n"
    )
    done = subprocess.run([sys.executable, "-c", script, str(path)], check=False)
    assert done.returncode == -9
    with closing(Journal(path)) as journal:
        assert all(journal.get(str(n)) for n in range(100))


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "journal").write_text("a file where the folder should be")
    with pytest.raises(OutputError, match="journal"):
        Journal(tmp_path / "journal" / "0.jsonl")
