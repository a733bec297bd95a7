"""What contributors are told and given works: links lead somewhere, hooks run, editors find the lines."""

import json
import re
import shlex
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from parley.commands import main

ROOT = Path(__file__).parent.parent
FAULTY = ROOT / "tests/cases/review/faults/data/articles/2024/suomenlehti-2024-06-05-mustermann-call.md"
SOUND = ROOT / "tests/cases/review/mended/data/articles/2024/suomenlehti-2024-06-05-mustermann-call.md"


def yaml(path):
    return YAML(typ="safe").load((ROOT / path).read_text("utf-8"))


@pytest.mark.parametrize("name", ["CONTRIBUTING.md", "CODE_OF_CONDUCT.md"])
def test_links_lead_to_files_and_headings(name):
    for target in re.findall(r"\]\(([^)]+)\)", (ROOT / name).read_text("utf-8")):
        path, _, anchor = target.partition("#")
        text = (ROOT / path).read_text("utf-8")
        headings = re.findall(r"^#+ (.*)", text, re.MULTILINE)
        assert not anchor or anchor in {re.sub(r"\W+", "-", heading.lower()) for heading in headings}


def test_paths_told_are_there():
    told = re.findall(r"`([\w./-]+/[\w.-]*)`", (ROOT / "CONTRIBUTING.md").read_text("utf-8"))
    assert [path for path in told if "YYYY" not in path and not (ROOT / path).exists()] == []


class TestHooks:
    HOOKS = (yaml(".pre-commit-hooks.yaml")[0], yaml(".pre-commit-config.yaml")["repos"][0]["hooks"][0])

    @pytest.mark.parametrize("hook", HOOKS, ids=["for others", "here"])
    def test_takes_article_files_alone(self, hook):
        articles = [path.relative_to(ROOT).as_posix() for path in (ROOT / "data" / "articles").rglob("*.md")]
        taken = {path for path in articles if re.search(hook["files"], path)}
        assert set(articles) - taken == {"data/articles/TEMPLATE.md", "data/articles/README.md"} & set(articles)

    @pytest.mark.parametrize("hook", HOOKS, ids=["for others", "here"])
    def test_judges_all_files_of_a_commit(self, hook, capsys):
        command = shlex.split(hook["entry"])[1:]
        assert main([*command, str(SOUND)]) == 0
        assert main([*command, str(SOUND), str(FAULTY)]) == 1
        assert FAULTY.name in capsys.readouterr().out


class TestEditor:
    def test_every_finding_of_a_file_is_matched_with_its_place(self, capsys):
        main(["validate", str(FAULTY)])
        pattern = json.loads((ROOT / ".vscode/tasks.json").read_text("utf-8"))["tasks"][0]["problemMatcher"]["pattern"]
        lines = capsys.readouterr().out.splitlines()
        matches = [match for line in lines if (match := re.match(pattern["regexp"], line))]
        found = [(match[pattern["line"]], match[pattern["column"]], match[pattern["code"]]) for match in matches]
        assert ("40", "17", "enum") in found
        assert len(found) == sum("[" in line for line in lines) == 5
        assert {match[pattern["file"]] for match in matches} == {str(FAULTY)}

    def test_schema_is_where_the_editor_looks(self):
        (schema, globs), *_ = json.loads((ROOT / ".remarkrc.json").read_text("utf-8"))["plugins"][1][1][
            "schemas"
        ].items()
        assert (ROOT / schema).is_file()
        assert len(list(ROOT.glob(globs[0]))) > 100


FORMS = [path for path in sorted((ROOT / ".github/ISSUE_TEMPLATE").glob("*.yml")) if path.stem != "config"]


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_issue_forms_have_what_the_platform_asks_for(path):
    form = yaml(path)
    ids = [field["id"] for field in form["body"]]
    assert form["name"]
    assert form["description"]
    assert len(ids) == len(set(ids))
    assert all(field["type"] in ("input", "textarea") and field["attributes"]["label"] for field in form["body"])
