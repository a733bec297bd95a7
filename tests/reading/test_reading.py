"""Every format gives its articles; what cannot be read is told, and the others go on."""

import datetime as dt
import json
import os
import random
import tracemalloc
import unicodedata
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parley.article_file import parse_article_file
from parley.model import Article
from parley.reading import MAX_TEXT_LENGTH, Unreadable, jsonl, read_articles, records

GOLDEN = Path(__file__).parents[1] / "golden" / "article_file.md"
RECORD = {"article_id": "a", "published": "2024-02-04", "text": "Kalın met Haniyye."}
DAY = dt.date(2024, 2, 4)
PAGE = """<html lang="en-GB"><head><title>Ministers meet in Doha</title>
<meta property="article:published_time" content="2024-02-04T23:30:00+03:00">
<meta property="og:site_name" content="Example Agency"><link rel="canonical" href="https://www.example.org/doha"></head>
<body><nav>Home News Sport</nav><article><h1>Ministers meet in Doha</h1>
<p>The foreign ministers of Türkiye and Qatar met in Doha on Sunday, the ministry said in a statement.</p>
<p>They discussed trade, energy and a ceasefire in the region, the statement added, without more detail.</p>
</article><footer>All rights reserved</footer></body></html>"""


@pytest.fixture
def read(tmp_path, monkeypatch):
    """Write files into an empty working folder and read them."""
    monkeypatch.chdir(tmp_path)

    def write_and_read(contents, *paths):
        for name, content in contents.items():
            path = Path(name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        return list(read_articles(paths or list(contents)))

    return write_and_read


def lines(*records):
    return "".join(json.dumps(record) + "\n" for record in records)


def parquet(path, **columns):
    pq.write_table(pa.table(columns), path)
    return path


class TestTxt:
    def test_the_seeds_first_line_gives_date_and_title(self, read):
        (article,) = read({"000_36.txt": " date 2024-02-04 Türkiye’s intel chief\n\nANKARA\n"})
        assert article == Article("000_36", "\nANKARA\n", DAY, "Türkiye’s intel chief")

    @pytest.mark.parametrize("first", ["date 2024-02-04", " date 2024-02-04 ", " date 2024-02-04 T\r"])
    def test_the_first_line_may_lack_its_space_and_title(self, read, first):
        (article,) = read({"a.txt": f"{first}\nText."})
        assert (article.text, article.published) == ("Text.", DAY)

    def test_a_date_in_the_files_name_stands_in(self, read):
        (article,) = read({"2024-02-04-doha.txt": "Text.\n"})
        assert article == Article("2024-02-04-doha", "Text.\n", DAY)

    def test_a_name_that_is_no_id_gives_one_like_it(self, read):
        first, second = read({"2024-02-04 Kalın.txt": "x", "2024-02-04 Kalïn.txt": "x"})
        assert first.article_id.startswith("2024-02-04-Kaln-")
        assert first.article_id != second.article_id

    def test_text_is_nfc_and_else_unchanged(self, read):
        (article,) = read({"2024-02-04.txt": "\ufeff  Tu\u0308rkiye\r\n\n"})
        assert article.text == "  Türkiye\r\n\n"


class TestMd:
    def test_an_article_file_gives_its_article(self, read):
        (article,) = read({"x.md": GOLDEN.read_bytes()})
        assert article == parse_article_file(GOLDEN.read_text("utf-8"))[0]

    def test_simple_front_matter_gives_date_and_title(self, read):
        raw = "---\ntitle: Talks\ndate: 2024-02-04T10:00:00+03:00\ntags: [a, b]\nabout: |\n  two\n---\nText.\n"
        (article,) = read({"a.md": raw})
        assert article == Article("a", "Text.", DAY, "Talks")

    def test_published_wins_over_date_and_name(self, read):
        (article,) = read({"2020-01-01.md": "---\r\npublished: 2024-02-04\r\ndate: 2021-01-01\r\n---\r\n\r\nText."})
        assert (article.published, article.text) == (DAY, "Text.")

    def test_without_front_matter_the_name_gives_the_date(self, read):
        (article,) = read({"2024-02-04.md": "# Talks\n\nText.\n"})
        assert article.text == "# Talks\n\nText.\n"


class TestHtml:
    def test_text_and_metadata_are_found(self, read):
        (article,) = read({"doha.html": PAGE})
        assert "Türkiye and Qatar met in Doha" in article.text
        assert "All rights reserved" not in article.text
        assert (article.title, article.publisher) == ("Ministers meet in Doha", "Example Agency")
        assert (article.url, article.language) == ("https://www.example.org/doha", "en-GB")
        assert (article.article_id, article.published) == ("doha", DAY)

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-9"])
    def test_the_pages_own_encoding_is_used(self, read, encoding):
        page = PAGE.replace("<head>", f'<head><meta charset="{encoding}">')
        (article,) = read({"doha.htm": page.encode(encoding)})
        assert "Türkiye and Qatar" in article.text

    def test_a_page_without_a_date_takes_it_from_its_name(self, read):
        page = PAGE.replace("2024-02-04T23:30:00+03:00", "")
        dated, undated = read({"2024-02-05-doha.html": page, "doha.html": page})
        assert dated.published == dt.date(2024, 2, 5)
        assert (undated.finding.rule, undated.finding.field) == ("missing-key", "published")


class TestJsonAndParquet:
    METADATA = {  # noqa: RUF012
        "title": "Talks",
        "publisher": "Agency",
        "url": "https://www.example.org",
        "language": "tr",
        "licence": "CC0-1.0",
        "collection": "mine",
        "text_kind": "external",
    }

    @pytest.mark.parametrize("form", ["json", "json list", "jsonl", "parquet"])
    def test_metadata_is_used_and_other_fields_are_ignored(self, read, tmp_path, form):
        record = RECORD | self.METADATA | {"comment": "ignored"}
        if form == "parquet":
            pq.write_table(pa.Table.from_pylist([record | {"n": 1}]), tmp_path / "x.parquet")
        contents = {"json": json.dumps(record), "json list": json.dumps([record]), "jsonl": lines(record)}
        name = f"x.{form.split()[0]}"
        (article,) = read({name: contents[form]} if form in contents else {}, name)
        assert article == Article("a", RECORD["text"], DAY, **self.METADATA)

    def test_null_metadata_is_as_good_as_none(self, read):
        (article,) = read({"x.jsonl": lines(RECORD | {"title": None, "language": "", "url": None})})
        assert article == Article("a", RECORD["text"], DAY)

    @pytest.mark.parametrize(
        "dates",
        [
            pa.array([DAY], pa.date32()),
            pa.array([dt.datetime(2024, 2, 4, 23)], pa.timestamp("us", "UTC")),
            pa.array(["2024-02-04T23:00:00Z"], pa.large_string()),
            pa.array(["2024-02-04"]).dictionary_encode(),
        ],
        ids=["date", "timestamp", "string", "dictionary"],
    )
    def test_parquet_dates_may_be_dates_times_or_strings(self, read, tmp_path, dates):
        parquet(tmp_path / "x.parquet", article_id=["a"], published=dates, text=["Text."])
        (article,) = read({}, "x.parquet")
        assert article.published == DAY

    @given(text=st.text().filter(str.strip).filter(lambda text: "\0" not in text))
    @settings(max_examples=60, deadline=None)
    def test_any_text_is_read_as_given_in_nfc(self, text, tmp_path_factory):
        folder = tmp_path_factory.mktemp("texts")
        (folder / "x.jsonl").write_text(lines(RECORD | {"text": text}), "utf-8")
        (article,) = read_articles([str(folder / "x.jsonl")])
        assert article.text == unicodedata.normalize("NFC", text)


class TestPaths:
    def test_folders_are_read_in_depth_and_order_without_documents_and_hidden_files(self, read):
        names = ["d/b.txt", "d/a/z.txt", "d/.hidden.txt", "d/.git/x.txt", "d/README.md", "d/TEMPLATE.md", "d/note.pdf"]
        items = read(dict.fromkeys(names, " date 2024-02-04\nText."), "d")
        assert [item.article_id for item in items] == ["z", "b"]

    def test_globs_are_read_in_order_and_a_file_met_twice_once(self, read):
        contents = dict.fromkeys(["b.txt", "a.txt", "c/d.txt"], " date 2024-02-04\nText.")
        items = read(contents, "*.txt", "**/*.txt", "./a.txt", ".")
        assert [item.article_id for item in items] == ["a", "b", "d"]

    def test_a_name_with_brackets_is_no_pattern(self, read):
        (article,) = read({"[1].txt": " date 2024-02-04\nText."})
        assert article.text == "Text."


def lines_with(**changes):
    return lines(RECORD | changes)


class TestBadInput:
    @pytest.mark.parametrize(
        ("name", "content", "rule", "line", "field", "told"),
        [
            ("a.txt", "Text.", "missing-key", 0, "published", "begin the file"),
            ("a.txt", " date 2024-02-30 T\nText.", "date", 1, "published", "YYYY-MM-DD"),
            ("2024-02-30.txt", "Text.", "date", 0, "published", "no such day"),
            ("2024-02-04.txt", "", "empty-text", 0, "text", "give"),
            ("2024-02-04.txt", " \n", "empty-text", 0, "text", "give"),
            ("2024-02-04.txt", b"a\nT\xfcrkiye", "encoding", 2, "", "byte 0xfc at offset 3"),
            ("2024-02-04.txt", "a\0b", "nul", 0, "text", "NUL"),
            ("a.md", "---\ntitle: x\n---\n\nText.", "missing-key", 0, "published", "published: YYYY-MM-DD"),
            ("a.md", "---\ndate: yesterday\n---\n\nText.", "date", 0, "published", "YYYY-MM-DD"),
            ("a.md", "---\ndate: [1]\n---\n\nText.", "type", 0, "published", "not a date but list"),
            ("a.md", "---\na: &a [1]\nb: *a\n---\n\nText.", "yaml-anchor", 2, "", "write the value"),
            ("a.md", "---\narticle_id: ../x\ndate: 2024-02-04\n---\n\nText.", "id-is-path", 0, "article_id", "letters"),
            ("2024-02-04.html", "", "empty-text", 0, "text", "give"),
            ("2024-02-04.html", b"<p>\xff", "encoding", 1, "", "UTF-8"),
            ("2024-02-04.html", "<p>a\0b", "nul", 0, "", "NUL"),
            ("2024-02-04.html", "<div>" * 5000, "empty-text", 0, "text", "give"),
            ("a.json", "", "json-syntax", 1, "", "JSON"),
            ("a.json", "{\n'a'", "json-syntax", 2, "", "JSON"),
            ("a.json", "[" * 500_000, "json-syntax", 0, "", "nested"),
            ("a.json", "1" * 5000, "json-syntax", 0, "", "flat"),
            ("a.json", "[]", "empty-text", 0, "", "empty"),
            ("a.json", "[1]", "type", 0, "", "object"),
            ("a.json", '"text"', "type", 0, "", "object"),
            ("a.jsonl", "", "empty-text", 0, "", "empty"),
            ("a.jsonl", b"\xff\n", "encoding", 1, "", "UTF-8"),
            ("a.jsonl", '{"article_id": ', "json-syntax", 1, "", "a line"),
            ("a.jsonl", lines_with(article_id="/etc/passwd"), "id-is-path", 1, "article_id", "letters"),
            ("a.jsonl", lines_with(article_id=7), "type", 1, "article_id", "string"),
            ("a.jsonl", lines_with(article_id="a b"), "pattern", 1, "article_id", "hyphen"),
            ("a.jsonl", lines_with(article_id="a\n"), "pattern", 1, "article_id", "hyphen"),
            ("a.jsonl", lines_with(article_id=None), "missing-key", 1, "article_id", "add"),
            ("a.jsonl", lines_with(text=["a"]), "type", 1, "text", "string"),
            ("a.jsonl", lines_with(text="\ud800"), "surrogate", 1, "text", "whole"),
            ("a.jsonl", lines_with(published=20240204), "type", 1, "published", "YYYY-MM-DD"),
            ("a.jsonl", lines_with(published=""), "missing-key", 1, "published", "YYYY-MM-DD"),
            ("a.jsonl", lines_with(published="04/02/2024"), "date", 1, "published", "YYYY-MM-DD"),
            ("a.jsonl", lines_with(language="English"), "pattern", 1, "language", "BCP 47"),
            ("a.jsonl", lines_with(text_kind="fulltext"), "enum", 1, "text_kind", "'full_text'"),
            ("a.parquet", "", "parquet", 0, "", "again"),
            ("a.parquet", b"PAR1" * 9, "parquet", 0, "", "again"),
            ("a.pdf", "x", "format", 0, "", ".jsonl"),
        ],
    )
    def test_a_fault_is_told_and_the_others_go_on(self, read, name, content, rule, line, field, told):
        good = " date 2024-02-04\nText."
        first, item, last = read({"first.txt": good, name: content, "last.txt": good})
        assert (first.article_id, last.article_id) == ("first", "last")
        assert isinstance(item, Unreadable)
        finding = item.finding
        assert (finding.file, finding.rule, finding.line, finding.field) == (name, rule, line, field)
        assert told in f"{finding.message} {finding.remedy}"
        assert finding.remedy

    def test_a_missing_file_and_a_pattern_or_folder_without_files_are_told(self, read, tmp_path):
        (tmp_path / "empty").mkdir()
        items = read({}, "none.txt", "*.jsonl", "empty")
        assert [(item.finding.file, item.finding.rule) for item in items] == [
            ("none.txt", "no-file"),
            ("*.jsonl", "no-file"),
            ("empty", "no-file"),
        ]

    def test_a_pipe_is_told_and_not_waited_for(self, read, tmp_path):
        os.mkfifo(tmp_path / "a.txt")
        (item,) = read({}, "a.txt")
        assert (item.finding.file, item.finding.rule) == ("a.txt", "unreadable")
        assert "it is a pipe" in item.finding.message

    @pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
    def test_a_file_without_permission_is_told(self, read, tmp_path):
        (tmp_path / "a.txt").touch(0)
        (item,) = read({}, "a.txt")
        assert item.finding.rule == "unreadable"

    def test_an_id_taken_before_is_told_and_both_stay_apart(self, read):
        items = read({"x.jsonl": lines(RECORD, RECORD | {"text": "b"}), "y.jsonl": lines(RECORD)})
        assert [item.article_id for item in items] == ["a", "a-2", "a-3"]
        assert [(i.finding.rule, i.finding.row, i.finding.value) for i in items[1:]] == [
            ("duplicate-id", "article 2", "a"),
            ("duplicate-id", "article 1", "a"),
        ]

    def test_a_fault_keeps_the_id_that_the_record_claims(self, read):
        items = read({"x.jsonl": lines_with(article_id="b", text="") + lines_with(article_id="../b") + "\n{"})
        assert [(item.article_id, item.finding.line) for item in items] == [("b", 1), ("x-2", 2), ("x-4", 4)]

    def test_parquet_columns_missing_or_of_the_wrong_type_are_told(self, read, tmp_path):
        parquet(tmp_path / "missing.parquet", article_id=["a"], text=["x"])
        parquet(tmp_path / "wrong.parquet", article_id=[1], published=[DAY], text=["x"])
        parquet(tmp_path / "null.parquet", article_id=["a"], published=pa.array([None], pa.date32()), text=["x"])
        items = read({}, "missing.parquet", "wrong.parquet", "null.parquet")
        assert [(item.finding.rule, item.finding.field, item.finding.row) for item in items] == [
            ("missing-column", "published", ""),
            ("column-type", "article_id", ""),
            ("missing-key", "published", "row 1"),
        ]

    def test_cells_that_hold_no_value_are_told(self, read, tmp_path):
        far = pa.array([2**31 - 1], pa.int32()).view(pa.date32())
        parquet(tmp_path / "date.parquet", article_id=["a"], published=far, text=["x"])
        broken = pa.array([b"\xff"]).view(pa.string())
        parquet(tmp_path / "text.parquet", article_id=["a"], published=[DAY], text=broken)
        items = read({}, "date.parquet", "text.parquet")
        assert [(i.finding.rule, i.finding.field, i.finding.row) for i in items] == [
            ("column-type", "published", "row 1"),
            ("column-type", "text", "row 1"),
        ]

    def test_a_truncated_parquet_file_is_told(self, read, tmp_path):
        path = parquet(tmp_path / "a.parquet", article_id=["a"], published=[DAY], text=["x" * 1000])
        path.write_bytes(path.read_bytes()[:-20])
        (item,) = read({}, "a.parquet")
        assert item.finding.rule == "parquet"

    def test_a_parquet_file_damaged_inside_gives_what_comes_before(self, read, tmp_path):
        ids = [f"a{number}" for number in range(200)]
        texts = [random.Random(number).randbytes(5000).hex() for number in range(200)]
        table = pa.table({"article_id": ids, "published": [DAY] * 200, "text": texts})
        pq.write_table(table, tmp_path / "a.parquet", row_group_size=50, write_page_checksum=True)
        content = bytearray((tmp_path / "a.parquet").read_bytes())
        content[len(content) * 7 // 8 : len(content) * 7 // 8 + 4000] = b"\xff" * 4000
        items = read({"a.parquet": bytes(content)})
        assert all(isinstance(item, Article | Unreadable) for item in items)
        assert len(items) <= 201

    def test_a_text_that_is_too_long_is_told_and_never_cut(self, read, monkeypatch):
        monkeypatch.setattr(records, "MAX_TEXT_LENGTH", 10)
        items = read(
            {
                "x.jsonl": lines_with(text="x" * 11) + lines_with(article_id="b", text="x" * 10),
                "2024-02-04.txt": "x" * 11,
            }
        )
        rules = [item.finding.rule if isinstance(item, Unreadable) else len(item.text) for item in items]
        assert rules == ["text-too-long", 10, "text-too-long"]

    def test_a_huge_line_is_passed_over_without_being_held(self, read, monkeypatch):
        monkeypatch.setattr(jsonl, "MAX_LINE_BYTES", 1000)
        content = lines_with(text="x" * 5_000_000) + lines_with(article_id="b")
        Path("x.jsonl").write_text(content)
        del content
        tracemalloc.start()
        items = list(read_articles(["x.jsonl"]))
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert [(item.article_id, getattr(item, "text", None)) for item in items] == [
            ("x-1", None),
            ("b", RECORD["text"]),
        ]
        assert items[0].finding.rule == "text-too-long"
        assert peak < 4_000_000

    def test_50_million_characters_are_told(self, read):
        (item,) = read({"2024-02-04.txt": "x" * 50_000_000})
        assert item.finding.rule == "text-too-long"
        assert f"{MAX_TEXT_LENGTH:,}" in item.finding.message

    @given(
        content=st.binary(max_size=200), suffix=st.sampled_from([".txt", ".md", ".html", ".json", ".jsonl", ".parquet"])
    )
    @settings(max_examples=150, deadline=None)
    def test_no_content_makes_reading_fail(self, content, suffix, tmp_path_factory):
        path = tmp_path_factory.mktemp("any") / f"2024-02-04{suffix}"
        path.write_bytes(content)
        assert all(isinstance(item, Article | Unreadable) for item in read_articles([str(path)]))


def test_ids_of_what_is_read_are_unique(read):
    contents = {"a.txt": "x", "b/a.txt": "x", "a-2.txt": " date 2024-02-04\nText.", "a.jsonl": "{\n"}
    ids = [item.article_id for item in read(contents)]
    assert len(set(ids)) == len(ids) == 4
