import json
import os
import subprocess
import sys
import time
from types import SimpleNamespace

import pytest
from builders import TEXT, a_meeting, a_reference, an_annotation, an_article, annotate_talks

from parley import commands, corpus, tables
from parley.article_file import format_article_file
from parley.commands import COMMANDS, main
from parley.errors import Finding, ParleyError
from parley.version import __version__

NAMES = [module.__name__.rpartition(".")[2] for module in COMMANDS]


@pytest.fixture
def article_file(tmp_path):
    path = tmp_path / "a-1.md"
    path.write_text(format_article_file(an_article("a-1"), an_annotation(a_meeting())), "utf-8")
    return path


@pytest.fixture
def source(tmp_path, monkeypatch):
    """A file to annotate, with a stand-in for the annotator."""
    monkeypatch.setattr(corpus, "corpus_reference", a_reference)
    monkeypatch.setattr(tables, "coordinates", lambda *_: (None, None))
    monkeypatch.setattr(tables, "find_person", lambda *_: None)
    monkeypatch.setitem(sys.modules, "parley.annotator", SimpleNamespace(annotate_article=annotate_talks))
    path = tmp_path / "a-1.txt"
    path.write_text(f" date 2024-02-04 Talks in Doha\n{TEXT}", "utf-8")
    return path


def run(*arguments, **settings):
    """Run the program as a shell does."""
    return subprocess.run(
        [sys.executable, "-m", "parley", *map(str, arguments)],
        capture_output=True,
        timeout=60,
        env={**os.environ, "NO_COLOR": "", **settings},
    )


class TestHelp:
    """Help teaches, and costs nothing."""

    @pytest.mark.parametrize("name", NAMES)
    def test_every_command_explains_itself_with_examples(self, name, capsys):
        with pytest.raises(SystemExit) as ended:
            main([name, "--help"])
        shown = capsys.readouterr().out
        assert ended.value.code == 0
        assert f"examples:\n  parley {name}" in shown

    def test_overview_lists_every_command(self, capsys):
        with pytest.raises(SystemExit):
            main(["--help"])
        shown = capsys.readouterr().out
        assert [name for name in NAMES if f"\n    {name} " not in shown] == []

    def test_version(self, capsys):
        with pytest.raises(SystemExit) as ended:
            main(["--version"])
        assert (ended.value.code, capsys.readouterr().out) == (0, f"parley {__version__}\n")

    @pytest.mark.parametrize("code", ["import parley", "import parley.commands as c; c.make_parser().format_help()"])
    def test_heavy_libraries_wait_until_they_are_used(self, code):
        heavy = ("frictionless", "numpy", "pandas", "pandera", "polars", "pyarrow", "ruamel", "trafilatura")
        check = f"{code}; import sys; print([name for name in {heavy} if name in sys.modules])"
        assert subprocess.run([sys.executable, "-c", check], capture_output=True, check=True).stdout == b"[]\n"


class TestExitCodes:
    """0 all is well, 1 the data have faults, 2 the command was called wrongly; never a traceback."""

    @pytest.mark.parametrize("arguments", [[], ["fly"], ["annotate"], ["evaluate", "x"], ["show", "--colour", "x"]])
    def test_wrong_arguments(self, arguments, capsys):
        with pytest.raises(SystemExit) as ended:
            main(arguments)
        assert ended.value.code == 2
        assert "usage: parley" in capsys.readouterr().err

    @pytest.mark.parametrize(
        ("arguments", "code"),
        [
            (["show", "nowhere.md"], 1),
            (["evaluate", "nowhere", "nowhere"], 1),
            (["show", "a", "--in", "nowhere"], 1),
            (["why", "m1", "--in", "nowhere"], 1),
        ],
    )
    def test_missing_files(self, arguments, code, capsys):
        assert main(arguments) == code
        assert "nowhere" in capsys.readouterr().err

    def test_unknown_meeting(self, tables_folder, capsys):
        assert main(["why", "m1", "--in", str(tables_folder)]) == 2
        assert "no meeting 'm1'" in capsys.readouterr().err

    def test_article_not_in_the_tables(self, tables_folder, capsys):
        assert main(["show", "z", "--in", str(tables_folder)]) == 2
        assert "no article 'z'" in capsys.readouterr().err

    @pytest.mark.parametrize(
        ("error", "code", "told"),
        [
            (ParleyError("bad\x1b[31m"), 1, "parley: bad␛[31m\n"),
            (PermissionError(13, "Permission denied", "x.md"), 2, "parley: x.md: Permission denied\n"),
            (KeyboardInterrupt(), 130, ""),
            (BrokenPipeError(), 141, ""),
        ],
        ids=["data", "system", "interrupt", "pipe"],
    )
    def test_what_is_raised_is_told_in_a_line(self, error, code, told, monkeypatch, capsys):
        def fail(args):
            raise error

        monkeypatch.setattr(commands, "_discard_output", lambda: None)
        monkeypatch.setattr(commands.show, "run", fail)
        assert main(["show", "x"]) == code
        assert capsys.readouterr().err == told

    def test_closed_pipe_ends_in_silence(self, article_file):
        command = f'"{sys.executable}" -m parley show "{article_file}" | true'
        ended = subprocess.run(["bash", "-c", command], capture_output=True, timeout=60)
        assert ended.stderr == b""

    def test_terminal_without_unicode_gets_escapes(self, article_file):
        ended = run("show", article_file, PYTHONIOENCODING="ascii", PYTHONUTF8="0")
        assert (ended.returncode, ended.stderr) == (0, b"")
        assert rb"\u0130brahim Kal\u0131n" in ended.stdout


class TestAnnotate:
    def test_counts_of_outcomes_add_up(self, source, tmp_path, capsys):
        empty = tmp_path / "b.txt"
        empty.write_text(" date 2024-02-04 Nothing\nNothing happened.")
        assert main(["annotate", str(source), str(empty), "-o", str(tmp_path / "out")]) == 0
        shown = capsys.readouterr()
        assert shown.out.startswith("2 articles (1 meetings, 1 no meeting, 0 error): 1 meetings in ")
        assert shown.err == ""

    def test_ended_from_outside_it_goes_on_with_resume(self, tmp_path):
        record = json.dumps({"published": "2024-02-04", "text": TEXT})[1:]
        lines = (f'{{"article_id": "a-{number}", {record}\n' for number in range(3_000))
        (tmp_path / "in.jsonl").write_text("".join(lines), "utf-8")
        command = [sys.executable, "-m", "parley", "annotate", "in.jsonl", "-o", "out"]
        with subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE) as process:
            while process.poll() is None and not (tmp_path / "out" / ".parley-run" / "run.json").exists():
                time.sleep(0.02)
            time.sleep(0.3)  # until the work has begun
            process.terminate()
            told = process.stderr.read().decode()
        assert process.returncode == 143
        assert "the same command with --resume goes on from here" in told
        assert not list((tmp_path / "out").glob("*.parquet"))
        ended = subprocess.run([*command, "--resume"], cwd=tmp_path, capture_output=True, timeout=120)
        assert ended.stdout.startswith(b"3000 articles (3000 meetings, 0 no meeting, 0 error)")
        assert not (tmp_path / "out" / ".parley-run").exists()

    def test_unreadable_article_is_told_and_the_others_go_on(self, source, tmp_path, capsys):
        bad = tmp_path / "b.jsonl"
        bad.write_text("{")
        assert main(["annotate", str(source), str(bad), "-o", str(tmp_path / "out")]) == 1
        shown = capsys.readouterr()
        assert "2 articles (1 meetings, 0 no meeting, 1 error)" in shown.out
        assert "b.jsonl" in shown.err

    def test_output_inside_the_input_is_a_usage_error(self, source, tmp_path, capsys):
        assert main(["annotate", str(tmp_path), "-o", str(tmp_path / "out")]) == 2
        assert "lies inside the input" in capsys.readouterr().err

    def test_texts_can_be_left_out(self, source, tmp_path):
        from parley.loading import load

        assert main(["annotate", str(source), "-o", str(tmp_path / "out"), "--without-texts"]) == 0
        assert load("articles", tmp_path / "out")["text"].isna().all()


class TestValidate:
    @pytest.fixture
    def findings(self, monkeypatch):
        found = []
        monkeypatch.setitem(sys.modules, "parley.validation", SimpleNamespace(validate=lambda path: found))
        return found

    def test_valid(self, findings, capsys):
        assert main(["validate", "x"]) == 0
        assert capsys.readouterr().out == "valid\n"

    @pytest.mark.parametrize(("severity", "code"), [("error", 1), ("warning", 0)])
    def test_only_errors_fail(self, findings, severity, code):
        findings.append(Finding("a.md", "enum", "is none", severity=severity))
        assert main(["validate", "x"]) == code

    def test_format(self, findings, capsys):
        findings.append(Finding("a.md", "enum", "is none"))
        main(["validate", "x", "--format", "github"])
        assert capsys.readouterr().out == "::error file=a.md,title=enum::is none (docs/rules.md#enum)\n"


class TestShow:
    def test_article_file_with_its_annotation(self, article_file, capsys):
        assert main(["show", str(article_file)]) == 0
        assert "[1N İbrahim Kalın]" in capsys.readouterr().out

    def test_article_of_a_folder_of_tables(self, tables_folder, capsys):
        assert main(["show", "a-1", "--in", str(tables_folder)]) == 0
        assert "[1N2N İbrahim Kalın]" in capsys.readouterr().out

    def test_other_article_is_annotated_on_the_fly(self, source, capsys):
        assert main(["show", str(source)]) == 0
        assert "1  3 Feb 2024 · in_person · Doha, QAT · bilateral · held · auto" in capsys.readouterr().out

    def test_page_of_html(self, article_file, tmp_path, capsys):
        page = tmp_path / "a.html"
        assert main(["show", str(article_file), "--html", str(page)]) == 0
        assert page.read_text("utf-8").startswith("<!doctype html>")
        assert capsys.readouterr().out == ""

    def test_piped_output_has_no_colour(self, article_file):
        assert b"\x1b" not in run("show", article_file).stdout


class TestEvaluate:
    def test_tables_against_themselves(self, tables_folder, capsys):
        assert main(["evaluate", str(tables_folder), str(tables_folder), "--format", "json"]) == 0
        assert json.loads(capsys.readouterr().out)["scores"]["meetings"]["f1"] == 1

    def test_kinds_are_scored(self, tables_folder, capsys):
        arguments = ["evaluate", str(tables_folder), str(tables_folder), "--by", "meetings", "--format", "json"]
        assert main(arguments) == 0
        groups = json.loads(capsys.readouterr().out)["groups"]
        assert {name: group["articles"] for name, group in groups.items()} == {"none": 1, "several": 2}

    def test_unknown_split(self, tables_folder, tmp_path, capsys):
        splits = tmp_path / "splits.csv"
        splits.write_text("article_id,split\na-1,dev\n")
        arguments = ["evaluate", str(tables_folder), str(tables_folder), "--splits", str(splits), "--split"]
        assert main([*arguments, "dev"]) == 0
        assert main([*arguments, "test"]) == 2


def test_why_output(tables_folder, golden, capsys):
    assert main(["why", "m0000000000000001", "--in", str(tables_folder)]) == 0
    golden("why.txt", capsys.readouterr().out)


def test_why_json(tables_folder, capsys):
    assert main(["why", "m0000000000000001", "--in", str(tables_folder), "--format", "json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert {"article_id", "field", "value", "quote", "sentence", "start", "end"} <= set(rows[0])
