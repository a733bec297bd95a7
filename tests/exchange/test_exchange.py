"""What goes to a tool comes back as it was; what cannot is refused with place and remedy."""

import json
import re
import shutil
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest
from builders import a_delegation, a_meeting, a_participant, a_topic, an_annotation, an_article
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from parley.article_file import format_article_file, parse_article_file, read_article_file
from parley.commands import main
from parley.commands.exchange import FROM, TO
from parley.errors import InvalidInput
from parley.exchange import export_articles, import_articles
from parley.exchange.spans import code_points_to_utf16, utf16_to_code_points
from parley.model import Evidence, Span

WRITTEN = Path(__file__).parent.parent / "cases" / "exchange"
"""Files that the tools themselves wrote, of one article made up for it, with characters of two UTF-16 code units."""

RESULTS = {"label-studio": "tasks.json", "doccano": "articles.jsonl", "prodigy": "articles.jsonl", "brat": "."}
WORDS = st.text(st.sampled_from("aZ é🇹𝔒中\u200d\u0301\n—'\"<;."), min_size=1, max_size=6)


@st.composite
def annotated_texts(draw):
    """An article with characters of every kind, each row with some evidence, spans overlapping as they may."""
    text = unicodedata.normalize("NFC", "met Kalın " + "".join(draw(st.lists(WORDS, max_size=12))).strip() + " ok")
    places = [at for at, character in enumerate(text) if not character.isspace()]

    def span():
        start, end = sorted((draw(st.sampled_from(places)), draw(st.sampled_from(places))))
        return Span(start, end + 1)

    def evidence(*fields):
        found = {(field, (each := span()).start): Evidence(field, each) for field in fields}
        return tuple(sorted(found.values()))

    def meeting(number):
        person = a_participant(evidence=evidence("name", "name", "actor_id"))
        body = replace(a_delegation(), evidence=evidence("actor_id", "office"))
        topic = evidence("phrase")
        phrase = text[topic[0].span.start : topic[0].span.end]
        return a_meeting(
            meeting_id=f"m000000000000000{number}",
            participants=(person, body),
            topics=(replace(a_topic(), phrase=phrase, evidence=topic),),
            evidence=evidence("start_date", "mode", "mode", "place_name"),
            # Of what a person vouches for no two meetings may have the same words.
            review_status="auto",
        )

    meetings = [meeting(number) for number in range(draw(st.integers(1, 3)))]
    return an_article(text=text, title="A"), an_annotation(*with_marks(meetings))


def with_marks(meetings):
    """Mark the words of meeting that several meetings have, as article files do."""

    modes = [
        (at, each.span) for at, meeting in enumerate(meetings) for each in meeting.evidence if each.field == "mode"
    ]

    def marked(number, each):
        others = [span for at, span in modes if at != number and each.field == "mode"]
        is_shared = any(each.span.start < span.end and span.start < each.span.end for span in others)
        return replace(each, is_shared=is_shared)

    return [
        replace(meeting, evidence=tuple(marked(number, each) for each in meeting.evidence))
        for number, meeting in enumerate(meetings)
    ]


class TestRoundTrip:
    """Exported and imported again, an article file is the same to the letter."""

    @pytest.mark.parametrize("tool", FROM)
    @settings(
        max_examples=25,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    @given(annotated=annotated_texts())
    def test_any_text_with_any_spans(self, tool, annotated, tmp_path):
        path = tmp_path / "a-1.md"
        path.write_text(content := format_article_file(*annotated), "utf-8", newline="\n")
        parse_article_file(content)
        shutil.rmtree(tmp_path / tool, ignore_errors=True)
        export_articles(tool, [path], tmp_path / tool)
        assert import_articles(tool, tmp_path / tool / RESULTS[tool], [path]) == []
        other = annotated[1].meetings[0]
        blank = replace(
            annotated[1], meetings=(replace(other, evidence=other.evidence[:1]), *annotated[1].meetings[1:])
        )
        path.write_text(format_article_file(annotated[0], blank), "utf-8", newline="\n")
        import_articles(tool, tmp_path / tool / RESULTS[tool], [tmp_path])
        assert path.read_text("utf-8") == content

    @given(st.text(max_size=30), st.data())
    def test_offsets_in_utf16(self, text, data):
        start, end = sorted((data.draw(st.integers(0, len(text))), data.draw(st.integers(0, len(text)))))
        units = code_points_to_utf16(text, start, end)
        encoded = text.encode("utf-16-le")
        assert encoded[2 * units[0] : 2 * units[1]].decode("utf-16-le") == text[start:end]
        assert utf16_to_code_points(text, *units) == (start, end)

    def test_half_a_character_is_no_span(self):
        assert utf16_to_code_points("𝔒", 0, 1) is None


class TestToolsFiles:
    """Files written by the tools give the evidence of the article that they were made from."""

    @pytest.mark.parametrize(
        ("tool", "name"),
        [
            ("label-studio", "label-studio-1.23.2.json"),
            ("doccano", "doccano-1.8.4.jsonl"),
            ("doccano", "doccano-1.8.4-relations.jsonl"),
            ("brat", "nordposten-2024-05-14-astral.ann"),
        ],
    )
    def test_evidence_is_the_same(self, tool, name, tmp_path):
        path = tmp_path / "nordposten-2024-05-14-astral.md"
        shutil.copy(WRITTEN / path.name, path)
        before = parse_article_file(path.read_text("utf-8"))
        stripped = re.sub(r"(name|place_name|title): \{?quote: \w.*|start_date: on Monday", "", path.read_text("utf-8"))
        assert import_articles(tool, WRITTEN / name, [path]) == []
        path.write_text(stripped.replace("phrase: climate finance\n        evidence:", "evidence:"), "utf-8")
        import_articles(tool, WRITTEN / name, [path])
        assert parse_article_file(path.read_text("utf-8")) == before

    def test_words_of_two_units_are_told_as_the_tool_counts_them(self):
        record = json.loads((WRITTEN / "doccano-1.8.4.jsonl").read_text("utf-8"))
        start = record["label"][0][0]
        assert (start, record["text"].index("Norwegian")) == (12, 9)


@pytest.fixture
def article(tmp_path):
    path = tmp_path / "a-1.md"
    path.write_text(format_article_file(an_article(), an_annotation(a_meeting())), "utf-8")
    return path


def doccano(tmp_path, labels, text=None, **values):
    record = {"article_id": "a-1", "text": an_article().text if text is None else text, "label": labels, **values}
    path = tmp_path / "r.jsonl"
    path.write_text(json.dumps(record), "utf-8")
    return path


LABELS = [[14, 19, "1p1.name"], [31, 41, "1.mode"], [47, 52, "1p2.actor_id"]]


class TestChanges:
    """What a person marks is what the file then quotes."""

    def test_name_follows_the_words_marked(self, article, tmp_path):
        import_articles("doccano", doccano(tmp_path, [[6, 13, "1p1.name"], *LABELS[1:]]), [article])
        _, annotation = read_article_file(article)
        assert annotation.meetings[0].participants[0].name == "İbrahim"

    def test_new_row_has_its_words_and_asks_for_the_rest(self, article, tmp_path):
        import_articles("doccano", doccano(tmp_path, [*LABELS, [56, 60, "1p3.name"]]), [article])
        assert "- name: Doha\n        evidence:\n          name: Doha\n" in article.read_text("utf-8")
        with pytest.raises(InvalidInput) as raised:
            read_article_file(article)
        assert {finding.rule for finding in raised.value.findings} == {"missing-key"}

    def test_words_marked_for_two_meetings_are_shared(self, article, tmp_path):
        labels = [*LABELS, [31, 41, "2.mode"], [14, 19, "2p1.name"]]
        import_articles("doccano", doccano(tmp_path, labels), [article])
        assert "mode: {quote: held talks, shared: true}" in article.read_text("utf-8")

    def test_row_without_label_goes(self, article, tmp_path):
        import_articles("doccano", doccano(tmp_path, LABELS[:2]), [article])
        _, annotation = read_article_file(article)
        assert [len(annotation.meetings[0].participants), annotation.meetings[0].topics] == [1, ()]


class TestRefused:
    """Nothing is written when anything is wrong."""

    @pytest.mark.parametrize(
        ("labels", "values", "rule"),
        [
            (LABELS, {"text": an_article().text.replace("Feb. 3", "Feb. 4")}, "exchange-text"),
            (LABELS, {"article_id": "../../etc/passwd"}, "exchange-article"),
            ([], {}, "exchange-empty"),
            ([[33, 9999, "1.mode"]], {}, "exchange-span"),
            ([["a", None, "1.mode"]], {}, "exchange-span"),
            ([[33, 43, "mode"]], {}, "exchange-label"),
            ([[33, 43, "1.weather"]], {}, "exchange-label"),
            ([[33, 43, "1p1.mode"]], {}, "exchange-row"),
            ([[33, 43, "0.mode"]], {}, "exchange-row"),
            ("1.mode", {}, "exchange-file"),
            ([], {"entities": 3}, "exchange-file"),
        ],
    )
    def test_doccano(self, labels, values, rule, article, tmp_path):
        before = article.read_bytes()
        with pytest.raises(InvalidInput) as raised:
            import_articles("doccano", doccano(tmp_path, labels, **values), [article])
        assert [finding.rule for finding in raised.value.findings] == [rule]
        assert all(finding.remedy for finding in raised.value.findings)
        assert article.read_bytes() == before

    @pytest.mark.parametrize("tool", FROM)
    @pytest.mark.parametrize("content", [b"\xff\xfe", b"[[[[", b"[" * 100_000, b'{"text": 3}', b"T1\tmode 3\tx"])
    def test_what_is_no_file_of_the_tool(self, tool, content, article, tmp_path):
        path = tmp_path / "a-1.ann"
        path.write_bytes(content)
        with pytest.raises(InvalidInput):
            import_articles(tool, path, [article])

    def test_other_words_at_the_place(self, article, tmp_path):
        export_articles("label-studio", [article], tmp_path / "out")
        tasks = (tmp_path / "out" / "tasks.json").read_text("utf-8")
        (tmp_path / "t.json").write_text(tasks.replace('"text": "held talks"', '"text": "held tea"'), "utf-8")
        with pytest.raises(InvalidInput, match="no such words there: the tool has 'held tea'"):
            import_articles("label-studio", tmp_path / "t.json", [article])


class TestCommand:
    @pytest.mark.parametrize("tool", TO)
    def test_writes_for_every_tool(self, tool, article, tmp_path, capsys):
        assert main(["exchange", str(article), "--to", tool, "-o", str(tmp_path / "out")]) == 0
        assert capsys.readouterr().out.startswith(str(tmp_path / "out"))

    def test_reads_back(self, article, tmp_path, capsys):
        result = doccano(tmp_path, LABELS)
        assert main(["exchange", str(result), "--from", "doccano", "--into", str(article)]) == 0
        assert "evidence as in doccano" in capsys.readouterr().out

    @pytest.mark.parametrize("arguments", ["--to brat", "--from brat", "--from brat -o x --into y"])
    def test_options_that_do_not_fit(self, arguments, article):
        assert main(["exchange", str(article), *arguments.split()]) == 2

    def test_web_annotation_quotes_the_text(self, article, tmp_path):
        export_articles("web-annotation", [article], tmp_path / "out")
        page = json.loads((tmp_path / "out" / "a-1.jsonld").read_text("utf-8"))
        text = an_article().text
        for item in page["items"]:
            position, quote = item["target"]["selector"]
            assert text[position["start"] : position["end"]] == quote["exact"]
            assert quote["prefix"] + quote["exact"] + quote["suffix"] in text
