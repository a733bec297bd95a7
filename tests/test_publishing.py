"""Publishing leaves the old files or the new ones whole, whenever it is killed."""

import subprocess
import sys
import textwrap

import pytest

from parley.errors import UsageError
from parley.publishing import COMMIT, STAGING, finish_publication, publication

FILES = ("data/articles.parquet", "data/meetings.parquet", "datapackage.json")

# Runs in a process of its own, which ends without any clean-up at its nth call of a function that changes the disk.
PUBLISH_AND_DIE = textwrap.dedent(
    """
    import os, sys
    from pathlib import Path
    from parley.publishing import publication

    target, value, fatal_call, is_after = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), sys.argv[4] == "after"
    calls = 0

    def deadly(function):
        def call(*args, **kwargs):
            global calls
            calls += 1
            if calls == fatal_call and not is_after:
                os._exit(9)
            try:
                return function(*args, **kwargs)
            finally:
                if calls == fatal_call:
                    os._exit(9)
        return call

    for name in ("mkdir", "rename", "replace", "rmdir", "unlink", "fsync"):
        setattr(os, name, deadly(getattr(os, name)))
    with publication(target) as staging:
        (staging / "data").mkdir()
        for path in sys.argv[5:]:
            (staging / path).write_text(value)
    """
)


def publish(target, value, files=FILES):
    with publication(target) as staging:
        for path in files:
            (staging / path).parent.mkdir(exist_ok=True)
            (staging / path).write_text(value)


def published(target):
    return {path: (target / path).read_text() for path in FILES if (target / path).exists()}


def hidden(folder):
    return sorted(path.name for path in folder.iterdir() if path.name.startswith("."))


def publish_and_die(target, value, fatal_call, moment):
    command = [sys.executable, "-c", PUBLISH_AND_DIE, str(target), value, str(fatal_call), moment, *FILES]
    return subprocess.run(command, check=False).returncode


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("is_new", [False, True], ids=["over old files", "to a new folder"])
def test_killed_at_any_step_leaves_the_old_files_or_the_new_ones(tmp_path, is_new, moment):
    outcomes = []
    for fatal_call in range(1, 100):
        target = tmp_path / f"out-{fatal_call}"
        if not is_new:
            target.mkdir()
            publish(target, "old")
        code = publish_and_die(target, "new", fatal_call, moment)
        finish_publication(target)
        outcomes.append(tuple(published(target).values()))
        if code == 0:
            break
        assert code == 9
    whole = {("new",) * len(FILES), () if is_new else ("old",) * len(FILES)}
    assert set(outcomes) == whole
    assert outcomes == sorted(outcomes, key=lambda values: "new" in values), "from one step on, all are new"


def test_the_next_build_clears_what_a_killed_one_left(tmp_path):
    target = tmp_path / "out"
    assert publish_and_die(target, "half", 2, "after") == 9
    publish(target, "new")
    assert published(target) == dict.fromkeys(FILES, "new")
    assert hidden(tmp_path) == hidden(target) == []


def test_files_of_others_stay(tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "notes.txt").write_text("mine")
    publish(tmp_path, "new")
    assert (tmp_path / "data" / "notes.txt").read_text() == "mine"


def test_an_error_while_staging_publishes_nothing(tmp_path):
    publish(tmp_path, "old")
    with pytest.raises(IsADirectoryError), publication(tmp_path) as staging:
        staging.write_text("not a file")
    assert published(tmp_path) == dict.fromkeys(FILES, "old")
    assert hidden(tmp_path) == []


@pytest.mark.parametrize("name", ["", "new"], ids=["existing folder", "new folder"])
def test_two_builds_at_once_are_refused(tmp_path, name):
    target = tmp_path / name
    with publication(target) as staging:
        (staging / "datapackage.json").write_text("first")
        with pytest.raises(UsageError, match="another process is writing to this folder"), publication(target):
            pass
    assert (target / "datapackage.json").read_text() == "first"


def test_a_reader_finishes_a_committed_publication(tmp_path):
    publish(tmp_path, "old")
    (tmp_path / COMMIT).mkdir()
    (tmp_path / COMMIT / "datapackage.json").write_text("new")
    finish_publication(tmp_path)
    assert (tmp_path / "datapackage.json").read_text() == "new"
    assert hidden(tmp_path) == []


def test_a_publication_not_committed_does_not_count(tmp_path):
    publish(tmp_path, "old")
    (tmp_path / STAGING).mkdir()
    (tmp_path / STAGING / "datapackage.json").write_text("half")
    finish_publication(tmp_path)
    assert published(tmp_path) == dict.fromkeys(FILES, "old")


def test_parent_folders_are_made(tmp_path):
    publish(tmp_path / "a" / "b", "new")
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["b"]
