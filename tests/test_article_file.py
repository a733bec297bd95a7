"""Article files read, write and fill as their form says; every fault is told with its place."""

import dataclasses
import datetime as dt
import difflib
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parley import files
from parley.article_file import (
    canonical_article_file,
    fill_article_file,
    format_article_file,
    parse_article_file,
    read_article_file,
)
from parley.article_schema import ROW_KEYS, row_keys
from parley.errors import InvalidInput
from parley.model import Annotation, Article, Evidence, Meeting, Participant, Span, Topic

GOLDEN = Path(__file__).parent / "golden" / "article_file.md"
TEMPLATE = files.house() / "data" / "articles" / "TEMPLATE.md"


def golden():
    return GOLDEN.read_text("utf-8")


def changed(old, new, count=1):
    """Return the golden file with one change, which must be one."""
    assert old in golden()
    return golden().replace(old, new, count)


def findings(raw):
    with pytest.raises(InvalidInput) as caught:
        parse_article_file(raw, "a.md")
    return caught.value.findings


def the_finding(raw):
    (finding,) = findings(raw)
    return finding


class TestRead:
    def test_text_is_what_follows_the_empty_line_without_the_last_newline(self):
        article, _ = parse_article_file(golden())
        assert article.text.startswith("Türkiye’s")
        assert article.text.endswith("planned.")

    def test_values_are_read(self):
        article, annotation = parse_article_file(golden())
        meeting = annotation.meetings[0]
        assert (dt.date(2024, 2, 4), "news", "Ministers: talks in Doha") == (
            article.published,
            article.collection,
            article.title,
        )
        assert (meeting.place_name, meeting.country_code, meeting.participants[1].name) == ("Doha", "QAT", None)

    def test_evidence_covers_the_words_quoted(self):
        article, annotation = parse_article_file(golden())
        words = [article.text[e.span.start : e.span.end] for e in annotation.meetings[0].evidence]
        assert words == ["Feb. 3", "met", "held talks", "Doha"]

    @pytest.mark.parametrize("word", ["no", "NO", "on", "yes", "nil", "1.5", "2024-02-03", "~x", "0x1F", "1:30"])
    def test_words_that_yaml_may_take_for_something_else_stay_strings(self, word):
        article, _ = parse_article_file(changed('"Ministers: talks in Doha"', word))
        assert word.strip() == article.title

    def test_a_file_without_meetings_gives_an_empty_annotation(self):
        head, _, _ = golden().partition("meetings:")
        _, annotation = parse_article_file(f"{head}reviewed: true\nmeetings: []\n---\n\nNothing happened.\n")
        assert Annotation("example-2024-02-04-doha") == annotation

    def test_a_file_is_read_from_the_folder_of_its_year(self, tmp_path):
        path = tmp_path / "2024" / "example-2024-02-04-doha.md"
        path.parent.mkdir()
        path.write_text(golden(), "utf-8")
        assert parse_article_file(golden()) == read_article_file(path)


class TestFaultsOfValues:
    @pytest.mark.parametrize(
        ("old", "new", "rule", "line", "row", "field", "value", "remedy"),
        [
            ("mode: in_person", "mode: in person", "enum", 16, "meetings[1]", "mode", "in person", "'in_person'"),
            ("status: held", "status: heldd", "enum", 18, "meetings[1]", "status", "heldd", "'held'"),
            ("office: unknown", "office: king", "enum", 41, "meetings[1].participants[2]", "office", "king", "royal"),
            ("QAT", "Qatar", "pattern", 20, "meetings[1]", "country_code", "Qatar", "ISO 3166"),
            ("2024-02-03", "2024-02-30", "date", 12, "meetings[1]", "start_date", "2024-02-30", "YYYY-MM-DD"),
            ("2024-02-03", "yesterday", "date", 12, "meetings[1]", "start_date", "yesterday", "YYYY-MM-DD"),
            ("2024-02-04\n", "20240204\n", "date", 6, "", "published", "20240204", "YYYY-MM-DD"),
            ("2024-02-04\n", "[]\n", "type", 6, "", "published", "", "TEMPLATE"),
            ('title: "Ministers: talks in Doha"', "title: {a: b}", "type", 3, "", "title", "", "TEMPLATE"),
            ("    topics: []", "    topics: none", "type", 65, "meetings[2]", "topics", "none", "TEMPLATE"),
            ("participants: []", "participants: [x]", "type", 64, "meetings[2].participants[1]", "", "x", "TEMPLATE"),
            ("    mode: phone\n", "", "missing-key", 53, "meetings[2]", "mode", "", "video"),
            ("place_name: Doha", 'place_name: ""', "empty-value", 19, "meetings[1]", "place_name", "", "delete"),
            ("article_id: ex", "article_id: ../ex", "id-is-path", 2, "", "article_id", None, "letters"),
            ("article_id: ex", "article_id: /ex", "id-is-path", 2, "", "article_id", None, "letters"),
            ("article_id: ex", "article_id: é", "pattern", 2, "", "article_id", None, "letters"),
            ("Feb. 3\n", "Feb 3\n", "quote-not-in-text", 24, "meetings[1].evidence", "start_date", "Feb 3", "copy"),
            ("mode: call", "mode: met", "quote-ambiguous", 63, "meetings[2].evidence", "mode", "met", "nth: 2"),
            ("nth: 1}", "nth: one}", "quote-spec", 26, "meetings[1].evidence", "mode", "one", "count"),
            ("nth: 1}", "nth: 0}", "quote-spec", 26, "meetings[1].evidence", "mode", "0", "count"),
            ("nth: 1}", "nth: 9}", "quote-not-in-text", 26, "meetings[1].evidence", "mode", "met", "1 to 2"),
            ("nth: 1}", "mth: 1}", "unknown-key", 26, "meetings[1].evidence", "mth", "", "'nth'"),
            ("quote: met, ", "", "quote-spec", 26, "meetings[1].evidence", "mode", "", "copy"),
            ("- held talks", "- {quote: met}", "quote-ambiguous", 27, "meetings[1].evidence", "mode", "met", "nth"),
            ("held talks", "[]", "quote-spec", 27, "meetings[1].evidence", "mode", "", "copy"),
            ("      mode: call", "      status: call", "evidence-missing", 62, "meetings[2]", "mode", "", "add"),
            (
                "      mode: call",
                "      mood: call\n      mode: call",
                "unknown-key",
                63,
                "meetings[2].evidence",
                "mood",
                "",
                "mode",
            ),
            ('phrase: "no"', "phrase: No", "phrase-quote", 48, "meetings[1].topics[1]", "phrase", "No", "as the text"),
            ("meetings:", "reviewed: true\nmeetings:", "reviewed-with-meetings", 10, "", "reviewed", "true", "delete"),
            ("meetings:", "reviewed: soon\nmeetings:", "type", 10, "", "reviewed", "soon", "reviewed: true"),
        ],
    )
    def test_a_fault_is_told_with_place_and_remedy(self, old, new, rule, line, row, field, value, remedy):
        finding = the_finding(changed(old, new))
        assert ("a.md", rule, line, row, field) == (
            finding.file,
            finding.rule,
            finding.line,
            finding.row,
            finding.field,
        )
        assert value in (None, finding.value)
        assert remedy in finding.remedy
        assert finding.column > 0
        assert finding.message

    def test_two_meetings_of_one_id_are_told(self):
        raw = changed("  - start_date: 2024-02-04", "  - meeting_id: m0123456789abcdef\n    start_date: 2024-02-04")
        finding = the_finding(raw)
        assert (finding.rule, finding.line, finding.row) == ("duplicate-meeting-id", 53, "meetings[2]")

    def test_two_quotes_that_begin_at_one_place_are_told(self):
        finding = the_finding(changed("- held talks", "- {quote: met, within: met a Hamas}"))
        assert (finding.rule, finding.field, finding.value) == ("evidence-duplicate", "mode", "met")

    def test_a_quote_that_does_not_occur_shows_the_nearest_text(self):
        assert "'Hamas delegation'" in the_finding(changed("a Hamas delegation\n", "Hamas delegatoin\n")).message

    def test_a_participant_without_evidence_is_told(self):
        raw = changed("        evidence:\n          actor_id: a Hamas delegation\n", "")
        assert (the_finding(raw).rule, the_finding(raw).row) == ("evidence-missing", "meetings[1].participants[2]")

    def test_a_misspelt_key_is_both_unknown_and_missing(self):
        missing, unknown = findings(changed("publisher:", "publishr:"))
        assert (unknown.rule, unknown.line, unknown.remedy) == ("unknown-key", 4, "did you mean 'publisher'?")
        assert (missing.rule, missing.field) == ("missing-key", "publisher")

    def test_all_faults_come_at_once(self):
        raw = changed("mode: in_person", "mode: by foot").replace("QAT", "qat").replace("status: planned", "status: x")
        assert [finding.rule for finding in findings(raw)] == ["enum", "pattern", "enum"]


class TestFaultsOfTheFile:
    @pytest.mark.parametrize(
        ("raw", "rule", "line", "column"),
        [
            ("", "front-matter", 1, 1),
            ("Only text.\n", "front-matter", 1, 1),
            ("---\ntitle: x\n", "front-matter", 1, 1),
            ("---\n- a\n---\n\nText.\n", "yaml-syntax", 2, 1),
            ("---\ntitle: [a\n---\n\nText.\n", "yaml-syntax", 3, 1),
            ("---\ntitle: a: b\n---\n\nText.\n", "yaml-syntax", 2, 9),
            ("---\n\ttitle: a\n---\n\nText.\n", "yaml-syntax", 2, 1),
            ("---\ntitle: a\x07b\n---\n\nText.\n", "yaml-syntax", 2, 9),
            ("---\n? [a]\n: b\n---\n\nText.\n", "yaml-syntax", 2, 3),
            ("---\na: &x [1]\nb: [*x, *x]\n---\n\nText.\n", "yaml-anchor", 2, 4),
            ("---\na: 1\n...\n--- \nb: 2\n---\n\nText.\n", "yaml-documents", 4, 1),
            ("---\na: " + "[" * 50_000 + "\n---\n\nText.\n", "yaml-depth", 2, 15),
            ("---\na: " + "x" * 1_000_001 + "\n---\n\nText.\n", "front-matter-too-long", 2, 1),
        ],
        ids=lambda value: value[:24] if isinstance(value, str) else "",
    )
    def test_a_file_that_cannot_be_read_to_its_end_says_where(self, raw, rule, line, column):
        finding = findings(raw)[0]
        assert (rule, line, column) == (finding.rule, finding.line, finding.column)

    @pytest.mark.parametrize(
        ("old", "new", "rule", "line", "column"),
        [
            ("language: en", "language: en\nlanguage: en", "duplicate-key", 8, 1),
            ("title: ", "title: !!str ", "yaml-tag", 3, 8),
            ("title: ", "title: &t ", "yaml-anchor", 3, 8),
            ('title: "Ministers: talks in Doha"', "title: >-\n  Talks", "yaml-block-scalar", 3, 8),
            ("---\n\nTürk", "---\nTürk", "text-start", 67, 1),
            ("Doha before", "Doha\0before", "nul", 70, 87),
            ("Doha before", "Doha\r\nbefore", "line-ends", 70, 87),
            ("Doha before", "Doha be\u0301fore", "not-nfc", 70, 89),
            ("---\narticle_id", "\ufeff---\narticle_id", "bom", 1, 1),
        ],
    )
    def test_one_fault_of_form_is_one_finding(self, old, new, rule, line, column):
        finding = the_finding(changed(old, new))
        assert (rule, line, column) == (finding.rule, finding.line, finding.column)
        assert finding.remedy

    def test_a_file_without_text_is_told(self):
        head, _, _ = golden().partition("meetings:")
        assert the_finding(f"{head}meetings: []\n---\n\n \n").rule == "empty-text"

    def test_many_keys_cost_little(self):
        keys = "".join(f"k{number}: 1\n" for number in range(20_000))
        assert len(findings(f"---\n{keys}---\n\nText.\n")) > 20_000

    @pytest.mark.parametrize(
        ("content", "rule", "message"),
        [
            (b"---\ntitle: T\xfcrkiye\n---\n", "encoding", "byte 0xfc at offset 12"),
            (b"x" * 10_000_001, "too-large", "10,000,000"),
        ],
        ids=["latin-1", "10 MB"],
    )
    def test_bytes_that_are_no_article_file_are_told(self, tmp_path, content, rule, message):
        path = tmp_path / "a.md"
        path.write_bytes(content)
        with pytest.raises(InvalidInput) as caught:
            read_article_file(path)
        (finding,) = caught.value.findings
        assert (str(path), rule) == (finding.file, finding.rule)
        assert message in finding.message

    def test_a_missing_file_a_folder_and_a_pipe_are_told(self, tmp_path):
        os.mkfifo(tmp_path / "pipe.md")
        for path in (tmp_path / "none.md", tmp_path, tmp_path / "pipe.md"):
            with pytest.raises(InvalidInput, match=r"\[unreadable\]"):
                read_article_file(path)

    def test_a_misnamed_file_is_told_beside_its_other_faults(self, tmp_path):
        path = tmp_path / "other.md"
        path.write_text(changed("mode: phone", "mode: fax"), "utf-8")
        with pytest.raises(InvalidInput) as caught:
            read_article_file(path)
        assert [finding.rule for finding in caught.value.findings] == ["file-name", "enum"]

    def test_name_and_folder_must_agree_with_id_and_date(self, tmp_path):
        path = tmp_path / "2023" / "other.md"
        path.parent.mkdir()
        path.write_text(golden(), "utf-8")
        with pytest.raises(InvalidInput) as caught:
            read_article_file(path)
        assert [(finding.rule, finding.line, finding.field) for finding in caught.value.findings] == [
            ("file-name", 2, "article_id"),
            ("file-folder", 6, "published"),
        ]


class TestFormat:
    def test_the_golden_file_is_written_as_it_stands(self):
        assert golden() == format_article_file(*parse_article_file(golden()))

    @settings(max_examples=150, deadline=None)
    @given(st.data())
    def test_any_article_and_annotation_round_trip(self, data):
        article, annotation = data.draw(ANNOTATED)
        raw = format_article_file(article, annotation)
        assert (article, annotation) == parse_article_file(raw)
        assert raw == canonical_article_file(raw)

    def test_a_checked_article_without_meetings_says_so(self):
        article, _ = parse_article_file(golden())
        raw = format_article_file(article, Annotation(article.article_id), is_reviewed=True)
        assert "text_kind: digest\nreviewed: true\nmeetings: []\n---\n" in raw


class TestCanonicalForm:
    def test_canonical_files_stay_as_they_are(self):
        assert golden() == canonical_article_file(golden())
        assert TEMPLATE.read_text("utf-8") == canonical_article_file(TEMPLATE.read_text("utf-8"))

    def test_keys_are_ordered_nulls_dropped_quotes_and_spaces_made_one(self):
        raw = (
            "---\n\nlicence: 'CC-BY-4.0'\ntitle:   \"Talks\"\nurl: ~\narticle_id: a\n"
            "meetings: [{mode: phone, topics: null, evidence: {status: [{quote: 'call'}], mode: {nth: 1, quote: a}}}]\n"
            "---\n\nText.\n\n\n"
        )
        expected = (
            "---\narticle_id: a\ntitle: Talks\nlicence: CC-BY-4.0\nmeetings:\n  - mode: phone\n    evidence:\n"
            "      mode: {quote: a, nth: 1}\n      status: call\n    participants: []\n    topics: []\n---\n\nText.\n"
        )
        assert expected == canonical_article_file(raw)

    def test_comments_survive_where_they_stood(self):
        raw = changed("mode: in_person", "mode: in_person    # they say").replace(
            "    participants: []\n    topics: []\n",
            "    # nobody named\n    participants: []\n    topics: []  # none\n    # a last word\n# the end\n",
        )
        raw = raw.replace("published: 2024-02-04\n", "").replace(
            "\ntitle:", "\n# from the page\npublished: 2024-02-04\ntitle:", 1
        )
        canonical = canonical_article_file(raw)
        assert "    mode: in_person  # they say\n" in canonical
        assert "    # nobody named\n    participants: []\n    topics: []  # none\n" in canonical
        assert "# from the page\npublished: 2024-02-04\nlanguage" in canonical
        assert "# a last word\n# the end\n---\n" in canonical
        assert canonical == canonical_article_file(canonical)

    def test_a_comment_on_a_key_that_is_dropped_stays(self):
        raw = changed("url: https://www.example.org/2024/02/04/doha", "# no address\nurl: null  # none")
        assert "# no address\n# none\npublished:" in canonical_article_file(raw)

    @settings(max_examples=150, deadline=None)
    @given(st.lists(st.tuples(st.integers(1, 64), st.integers(0, 12), st.booleans()), max_size=6))
    def test_no_comment_is_lost_wherever_it_stands(self, places):
        """Canonical form is a fixed point, and comments are no part of the values."""
        lines = golden().split("\n")
        for number, (at, indent, is_beside) in enumerate(places):
            if is_beside:
                lines[at] += f" # note {number}"
            else:
                lines[at] = f"{' ' * indent}# note {number}\n{lines[at]}"
        raw = "\n".join(lines)
        canonical = canonical_article_file(raw)
        assert all(f"# note {number}" in canonical for number in range(len(places)))
        assert parse_article_file(golden()) == parse_article_file(canonical)
        assert canonical == canonical_article_file(canonical)

    def test_a_file_whose_yaml_is_broken_is_refused(self):
        with pytest.raises(InvalidInput, match="duplicate-key"):
            canonical_article_file(changed("language: en", "language: en\nlanguage: en"))


class TestFill:
    def test_a_draft_is_added_to_a_file_without_meetings(self):
        article, annotation = parse_article_file(golden())
        head, _, _ = golden().partition("meetings:")
        raw = f"{head}---\n\n{article.text}\n"
        assert golden() == fill_article_file(raw, annotation)
        assert golden() == fill_article_file(raw.replace("text_kind", "meetings: []\ntext_kind"), annotation)

    def test_a_file_that_a_person_found_empty_stays_empty(self):
        article, annotation = parse_article_file(golden())
        raw = format_article_file(article, Annotation(article.article_id), is_reviewed=True)
        assert raw == fill_article_file(raw, annotation)

    def test_missing_ids_are_filled_and_nothing_else_changes(self):
        _, annotation = parse_article_file(golden())
        other = dataclasses.replace(annotation.meetings[0], meeting_id="mffffffffffffffff", mode="video")
        new = dataclasses.replace(annotation.meetings[1], meeting_id="m00000000000000aa", mode="video")
        filled = fill_article_file(golden(), Annotation(annotation.article_id, (other, new)))
        added = [line for line in difflib.ndiff(golden().split("\n"), filled.split("\n")) if line[0] in "+-"]
        assert sorted(added) == [
            "+     start_date: 2024-02-04",
            "+   - meeting_id: m00000000000000aa",
            "-   - start_date: 2024-02-04",
        ]

    def test_an_annotation_of_other_meetings_is_the_callers_mistake(self):
        with pytest.raises(ValueError, match="2 meetings, the annotation 0"):
            fill_article_file(golden(), Annotation("a"))


class TestTemplate:
    def test_the_template_reads_without_findings(self, tmp_path):
        raw = TEMPLATE.read_text("utf-8")
        article, _ = parse_article_file(raw)
        path = tmp_path / f"{article.published:%Y}" / f"{article.article_id}.md"
        path.parent.mkdir()
        path.write_text(raw, "utf-8")
        assert article == read_article_file(path)[0]

    def test_the_template_shows_every_key_and_names_every_value(self):
        lines = TEMPLATE.read_text("utf-8").split("\n")
        comments = " ".join(line for line in lines if line.lstrip().startswith("#"))
        for table in ROW_KEYS:
            for key in row_keys(table).values():
                assert any(line.lstrip(" -").startswith(f"{key.name}: ") for line in lines), key.name
                assert all(value in comments for value in key.enum), key.name


TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
"""Marks that turn the direction of writing, which no article file holds."""

CLEAN = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters=TURNING), min_size=1, max_size=12
)
TEXTS = st.one_of(CLEAN, st.text("ab: #'\"\\-\n{}[],\t\u2028é☃\U0001f600", min_size=1, max_size=40))


def nfc(texts):
    import unicodedata

    return texts.map(lambda text: unicodedata.normalize("NFC", text)).filter(bool)


@st.composite
def annotated(draw):
    text = draw(nfc(TEXTS).filter(lambda text: text.strip() and not text.endswith("\n")))

    def some_evidence(fields, required):
        names = required | draw(st.sets(st.sampled_from(fields)))
        spans = [(name, draw(st.integers(0, len(text) - 1))) for name in fields if name in names]
        return tuple(Evidence(name, Span(at, draw(st.integers(at + 1, len(text))))) for name, at in spans)

    def words():
        return draw(nfc(TEXTS))

    def a_participant():
        name, title = draw(st.sampled_from([(None, None), (words(), None), (None, words()), (words(), words())]))
        required = {"actor_id"} | ({"name"} if name else set()) | ({"title"} if title else set())
        evidence = some_evidence(("name", "title", "office", "actor_id", "capacity"), required)
        return Participant("person", "unknown", "NOR", "attendee", name, title, None, evidence)

    def a_topic():
        evidence = some_evidence(("topic_id", "phrase", "area"), {"phrase"})
        span = next(item.span for item in evidence if item.field == "phrase")
        return Topic("trade", text[span.start : span.end], None, evidence)

    def a_meeting():
        return Meeting(
            draw(st.dates()),
            draw(st.dates()),
            "day",
            "stated",
            "in_person",
            "bilateral",
            "held",
            draw(st.none() | nfc(TEXTS)),
            participants=tuple(a_participant() for _ in range(draw(st.integers(0, 2)))),
            topics=tuple(a_topic() for _ in range(draw(st.integers(0, 2)))),
            evidence=some_evidence(("start_date", "mode", "status", "place_name"), {"mode"}),
            annotator=words(),
        )

    article = Article("a", text, draw(st.dates()), words(), words(), draw(st.none() | nfc(TEXTS)), collection="news")
    meetings = tuple(a_meeting() for _ in range(draw(st.integers(0, 2))))
    return article, Annotation("a", meetings)


ANNOTATED = annotated()
