"""What a stranger may send: every input of SECURITY.md's table is tried, and ends in a finding or harmlessly.

Each test's docstring is the row of the table that it stands for, so that the table and what is tried cannot differ.
"""

import inspect
import json
import re
import sys
import time
import tracemalloc
import unicodedata
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from package_builders import arrow_table, good_tables, package_rows, write_package

from parley import validate
from parley.annotator import annotate_article
from parley.article_file import parse_article_file
from parley.article_page import show_html
from parley.commands import main
from parley.errors import InvalidInput, ParleyError
from parley.evidence import QuoteError, find_quote, nearest_text
from parley.exports import export
from parley.model import Article
from parley.reading import Unreadable, read_articles
from parley.rules import check_rules
from parley.rules.columns import MOST_ROWS
from parley.snapshots import folder_snapshot, open_snapshot
from parley.tables import write_tables
from parley.validation import tables as table_checks
from parley.validation.parts import check_folder

BODY = "\n\nFidan met Lavrov in Doha.\n"
HEAD = (
    "---\narticle_id: a-1\ntitle: T\npublisher: P\npublished: 2024-02-04\nlanguage: en\nlicence: CC-BY-4.0\n"
    "text_kind: digest\n"
)


def rules_of(raw):
    """Rules that an article file breaks."""
    with pytest.raises(InvalidInput) as caught:
        parse_article_file(raw)
    return {finding.rule for finding in caught.value.findings}


def front(yaml):
    return f"---\n{yaml}\n---{BODY}"


def unreadable(path):
    """The rule for which a source gives no article."""
    (item,) = read_articles([str(path)])
    assert isinstance(item, Unreadable)
    return item.finding.rule


class TestArticleFiles:
    def test_alias_bomb(self):
        """YAML: anchors and aliases that unfold to billions of nodes | `yaml-anchor`; nothing is unfolded"""
        bomb = "\n".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30))
        assert "yaml-anchor" in rules_of(front(f"a0: &a0 x\n{bomb}"))

    def test_deep_nesting(self):
        """YAML: lists in lists, 100,000 deep | `yaml-depth` behind the twelfth level"""
        assert "yaml-depth" in rules_of(front(f"a: {'[' * 100_000}"))

    def test_duplicate_key(self):
        """YAML: a key that stands twice, the second to overrule what was reviewed | `duplicate-key`"""
        assert "duplicate-key" in rules_of(f"{HEAD}licence: none\nmeetings: []\n---{BODY}")

    @pytest.mark.parametrize("tag", ["!!python/object/apply:os.system ['true']", "!!binary aGk=", "!x y"])
    def test_tag(self, tag):
        """YAML: tags that ask for objects of Python | `yaml-tag`; no object is made"""
        assert "yaml-tag" in rules_of(front(f"title: {tag}"))

    @pytest.mark.parametrize("article_id", ["../../etc/cron.d/x", "/etc/passwd", "..\\x", ".git"])
    def test_id_that_climbs(self, article_id):
        """An id that is a path out of the folder | `id-is-path`, from article files as from corpora"""
        assert "id-is-path" in rules_of(front(f"article_id: '{article_id}'"))

    def test_id_that_climbs_in_a_corpus(self, tmp_path):
        """An id that is a path, in JSON Lines | the article is unreadable by `id-is-path`"""
        record = {"article_id": "../x", "published": "2024-02-04", "text": "A met B."}
        (tmp_path / "in.jsonl").write_text(json.dumps(record))
        assert unreadable(tmp_path / "in.jsonl") == "id-is-path"

    def test_symbolic_link(self, tmp_path):
        """A symbolic link in the place of an article file | `symbolic-link`; what it leads to is not read"""
        (tmp_path / "secret.txt").write_text("secret")
        folder = tmp_path / "articles"
        folder.mkdir()
        (folder / "a-1.md").symlink_to(tmp_path / "secret.txt")
        (finding,) = validate(folder)
        assert finding.rule == "symbolic-link"
        assert "secret" not in str(finding).replace("secret.txt", "")

    def test_bytes_that_are_no_utf_8(self, tmp_path):
        """Bytes that are no UTF-8 | `encoding`, with line, column and byte"""
        path = tmp_path / "a-1.md"
        path.write_bytes(b"---\ntitle: \xff\n---\n\nText.\n")
        assert [(each.rule, each.line, each.column) for each in validate(path)] == [("encoding", 2, 8)]

    def test_nul(self):
        """A NUL character, which ends strings of other programs | `nul`"""
        assert "nul" in rules_of(f"{HEAD}meetings: []\n---\n\nFidan\0 met Lavrov.\n")

    def test_lone_surrogate(self, tmp_path):
        """Half of a surrogate pair, in JSON and YAML escapes | `surrogate`, `yaml-syntax`"""
        (tmp_path / "in.jsonl").write_text('{"article_id": "a", "published": "2024-02-04", "text": "A \\ud800 met B."}')
        assert unreadable(tmp_path / "in.jsonl") == "surrogate"
        assert rules_of(front('title: "\\ud800"'))

    @pytest.mark.parametrize("character", ["\u202e", "\u2066", "\x1b", "\x9b"])
    def test_control_characters(self, character):
        """Marks that turn the direction of writing, and escape characters, in article files | `control-character`"""
        assert "control-character" in rules_of(f"{HEAD}meetings: []\n---\n\nFidan{character} met Lavrov.\n")

    def test_homoglyph_name(self, tmp_path):
        """A name with Cyrillic or Greek letters among Latin ones | `name-in-one-script`, a warning"""
        rows = package_rows()
        rows["participants"][0]["name"] = unicodedata.normalize("NFC", "İbrahim Kаlın")
        rows["meetings"][0]["review_status"] = "auto"
        folder = write_package(
            tmp_path, good_tables() | {t: arrow_table(t, rows[t]) for t in ("participants", "meetings")}
        )
        assert [(each.rule, each.severity) for each in validate(folder)] == [("name-in-one-script", "warning")]

    @pytest.mark.parametrize("quote", ["(a+)+$", ".*", "[", "\\", "(?P<x>", "Doha|"])
    def test_quote_that_is_a_regular_expression(self, quote):
        """Quotes that are regular expressions | looked up as words: `quote-not-in-text`"""
        with pytest.raises(QuoteError) as caught:
            find_quote("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa met in Doha.", quote)
        assert caught.value.rule == "quote-not-in-text"

    def test_quote_made_to_be_slow(self):
        """A text and a quote made to make the search for the nearest words slow | bounded: looks at 200 code points"""
        assert nearest_text("ab" * 1_000_000, "ba" * 100_000 + "c") is not None


class TestPages:
    def test_entity_expansion(self, tmp_path):
        """HTML: a document type whose entities unfold to gigabytes | not unfolded; no text, or the page's own"""
        entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 20))
        kind = f'<!DOCTYPE html [<!ENTITY a0 "lol">{entities}]>'
        page = f"{kind}<html><body><p>{'Fidan met Lavrov. ' * 9}&a19;</p></body></html>"
        (tmp_path / "2024-02-04-x.html").write_text(page)
        (item,) = read_articles([str(tmp_path)])
        assert isinstance(item, Unreadable) or len(item.text) < 1_000

    def test_external_entity(self, tmp_path):
        """HTML: an entity that names a file or an address | nothing is opened"""
        (tmp_path / "secret.txt").write_text("top-secret")
        page = (
            f'<!DOCTYPE html [<!ENTITY x SYSTEM "file://{tmp_path}/secret.txt">]>'
            f"<html><body><p>{'Fidan met Lavrov in Doha on Sunday. ' * 9}&x;</p></body></html>"
        )
        (tmp_path / "2024-02-04-x.html").write_text(page)
        (item,) = read_articles([str(tmp_path / "2024-02-04-x.html")])
        assert isinstance(item, Unreadable) or "top-secret" not in item.text

    def test_a_record_of_endless_headers(self, tmp_path):
        """WARC: a record whose headers never end | `warc` behind the thousandth"""
        (tmp_path / "x.warc").write_bytes(b"WARC/1.0\r\n" + b"".join(b"a%d: b\r\n" % n for n in range(5_000)))
        assert unreadable(tmp_path / "x.warc") == "warc"


class TestSize:
    @pytest.mark.parametrize(
        ("name", "rule"),
        [
            ("x.jsonl", "text-too-long"),
            ("x.json", "too-large"),
            ("2024-02-04-x.txt", "too-large"),
            ("2024-02-04-x.html", "too-large"),
            ("x.md", "too-large"),
        ],
    )
    def test_line_of_a_gigabyte(self, tmp_path, name, rule):
        """A line of 1 GB in a corpus | `text-too-long` or `too-large`, in less than 400 MB of memory"""
        with (tmp_path / name).open("wb") as file:
            file.truncate(1 << 30)
        tracemalloc.start()
        assert unreadable(tmp_path / name) == rule
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert peak < 400_000_000

    def test_article_file_of_a_gigabyte(self, tmp_path):
        """An article file of 1 GB | `too-large` behind 10 MB"""
        path = tmp_path / "a-1.md"
        with path.open("wb") as file:
            file.truncate(1 << 30)
        assert [finding.rule for finding in validate(path)] == ["too-large"]

    def test_a_million_faults(self, tmp_path):
        """Tables in which everything is wrong | the first 1,000 rows of each rule and field, and how many more"""
        row = package_rows()["persons"][0]
        rows = [row | {"person_id": f"A{number:07}"} for number in range(3_000)]
        findings = validate(write_package(tmp_path, good_tables() | {"persons": arrow_table("persons", rows)}))
        patterns = [finding for finding in findings if finding.rule == "pattern"]
        assert len(patterns) == MOST_ROWS
        assert sum("so with 2,000 more rows" in finding.message for finding in patterns) == 1

    def test_more_memory_than_there_is(self, monkeypatch, capsys):
        """An input that needs more memory than there is | told, without a traceback"""
        monkeypatch.setattr("parley.validation.validate", lambda _: [0] * (1 << 62))
        assert main(["validate", "."]) == 1
        assert capsys.readouterr().err.startswith("parley: the input needs more memory")


class TestSpans:
    def test_spans_as_long_as_the_text(self):
        """Tables of thousands of spans, each of megabytes | their first 10,000 characters are looked at"""
        rows, text = package_rows(), "Hamas and Doha. " * 200_000
        rows["articles"][0].update(text=text, text_length=len(text))
        span = next(row for row in rows["evidence"] if row["table"] == "topics")
        rows["evidence"] += [span | {"start": number, "end": len(text)} for number in range(20_000)]
        tables = {table: arrow_table(table, rows[table]) for table in rows}
        begin = time.process_time()
        check_rules(tables)
        assert time.process_time() - begin < 5


def repeated(value, times):
    """One value, many times, as Parquet packs it: a dictionary of one and a run."""
    return pa.DictionaryArray.from_arrays(pa.array([0], pa.int32()).take(pa.array([0] * times)), [value])


class TestParquet:
    def test_bomb_of_rows(self, tmp_path, monkeypatch):
        """Parquet: more rows than memory, in a file of some kilobytes | `too-large`, by the footer alone"""
        monkeypatch.setattr(table_checks, "MAX_ROWS", 2)
        tables = good_tables()
        write_tables(tables, tmp_path)
        found = {finding.rule for finding in validate(tmp_path)}
        assert found == {"too-large"}

    def test_bomb_of_strings(self, tmp_path):
        """Parquet: 100 kB that unfold to 40 GB, one value repeated | `too-large`; the value is in memory once"""
        rows = package_rows()["persons"]
        times = 200_000
        columns = {name: repeated(rows[0][name], times) for name in ("person_id", "name", "wikidata_id")}
        columns["aliases"] = repeated("x" * 200_000, times)
        schema = good_tables()["persons"].schema
        write_tables(good_tables(), tmp_path)
        described = pa.table({field.name: columns[field.name] for field in schema})
        pq.write_table(described.replace_schema_metadata(None), tmp_path / "persons.parquet", store_schema=False)
        assert (tmp_path / "persons.parquet").stat().st_size < 200_000
        (finding,) = [each for each in validate(tmp_path) if "persons" in each.file]
        assert (finding.rule, finding.field) == ("too-large", "aliases")

    def test_bomb_in_a_corpus(self, tmp_path):
        """Parquet: texts that unfold to terabytes, in a corpus | `text-too-long`, article by article"""
        text = "x" * 21_000_000
        table = pa.table({"article_id": ["a", "b"], "published": ["2024-02-04"] * 2, "text": repeated(text, 2)})
        pq.write_table(table, tmp_path / "x.parquet")
        assert (tmp_path / "x.parquet").stat().st_size < 2_000_000
        assert [item.finding.rule for item in read_articles([str(tmp_path / "x.parquet")])] == ["text-too-long"] * 2

    def test_every_byte_of_the_footer(self, tmp_path):
        """Parquet: a footer that lies, byte by byte | `checksum`; without one `unreadable-table` or others"""
        write_package(tmp_path, good_tables())
        path = tmp_path / "topics.parquet"
        content = path.read_bytes()
        length = int.from_bytes(content[-8:-4], "little")
        footer = len(content) - 8 - length
        for place in range(footer, footer + min(length, 4_000), 211):
            path.write_bytes(content[:place] + bytes([content[place] ^ 0x55]) + content[place + 1 :])
            assert "checksum" in {finding.rule for finding in validate(tmp_path)}
            check_folder(tmp_path)

    @pytest.mark.parametrize("length", [0, 1 << 31, (1 << 32) - 1])
    def test_length_of_the_footer(self, tmp_path, length):
        """Parquet: a footer said to be longer than the file | `unreadable-table`"""
        write_tables(good_tables(), tmp_path)
        path = tmp_path / "topics.parquet"
        content = path.read_bytes()
        path.write_bytes(content[:-8] + length.to_bytes(4, "little") + content[-4:])
        assert [each.rule for each in validate(tmp_path) if "topics" in each.file] == ["unreadable-table"]

    def test_strings_that_are_no_utf_8(self, tmp_path):
        """Parquet: strings that are no UTF-8 | `unreadable-table`"""
        tables = good_tables()
        spoilt = tables["persons"].set_column(1, "name", pa.array([b"\xff", b"\xfe"]).view(pa.string()))
        write_tables(tables | {"persons": spoilt}, tmp_path)
        assert {each.rule for each in validate(tmp_path) if "persons" in each.file} == {"unreadable-table"}

    def test_bomb_in_an_archive(self, tmp_path):
        """A release whose archive unfolds to gigabytes | refused by the sizes that it tells; no more is unpacked"""
        with zipfile.ZipFile(tmp_path / "x.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("parley/datapackage.json", b" " * 60_000_000)
        assert (tmp_path / "x.zip").stat().st_size < 100_000
        with pytest.raises(ParleyError, match="too large"):
            open_snapshot(tmp_path / "x.zip").descriptor()

    def test_table_outside_the_folder(self, tmp_path):
        """A `datapackage.json` whose tables lie outside its folder | refused before anything is opened"""
        folder = write_package(tmp_path / "package", good_tables())
        described = json.loads((folder / "datapackage.json").read_text())
        described["resources"][0]["path"] = "../articles.parquet"
        (folder / "datapackage.json").write_text(json.dumps(described))
        with pytest.raises(ParleyError, match="outside the folder"):
            folder_snapshot(folder).table("articles")


PAYLOAD = "<script>alert(1)</script><img src=x onerror=alert(1)>\x1b]0;owned\x07\x1b[31m\u202e"


class TestOutput:
    def test_names_on_the_terminal(self, tmp_path, capsys):
        """Terminal escapes in names, values and file names | shown as pictures or numbers"""
        path = tmp_path / "a\x1b[31m.md"
        path.write_text(front(f'title: "{PAYLOAD.encode("unicode_escape").decode()}"'), "utf-8")
        for style in ("text", "github", "markdown", "sarif", "json"):
            main(["validate", str(path), "--format", style])
            assert not re.search("[\x00-\x08\x0e-\x1f\x7f-\x9f\u202a-\u202e]", capsys.readouterr().out), style

    def test_markup_in_the_page(self):
        """Markup in titles and texts | escaped in the page, which runs no script of theirs"""
        article = Article(
            "a-1", f"Fidan met Lavrov. {PAYLOAD}", package_rows()["meetings"][0]["start_date"], title=PAYLOAD
        )
        page = show_html(article, annotate_article(article))
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "\x1b" not in page

    def test_formulas_in_a_spreadsheet(self, tmp_path):
        """Formulas in names (`=HYPERLINK(…)`, `@SUM`, in wide characters, too) | text in exported CSV and Excel"""
        openpyxl = pytest.importorskip("openpyxl", reason="Excel export needs openpyxl")
        rows = package_rows()
        rows["persons"][1]["name"] = '=HYPERLINK("http://evil.example","x")'
        package = write_package(tmp_path / "in", good_tables() | {"persons": arrow_table("persons", rows["persons"])})
        export("csv", tmp_path / "csv", folder=package)
        assert '"=HYPERLINK' not in (tmp_path / "csv" / "persons.csv").read_text()
        export("excel", tmp_path / "x.xlsx", folder=package)
        cells = [cell for row in openpyxl.load_workbook(tmp_path / "x.xlsx")["persons"].iter_rows() for cell in row]
        assert {cell.data_type for cell in cells if "HYPERLINK" in str(cell.value)} == {"s"}


SLOW = {
    "one word": "a" * 50_000,
    "capitals": "Aa Bb " * 8_000,
    "commas": "A, " * 15_000,
    "brackets": "((" * 20_000,
    "quotes": '"' * 40_000,
    "verbs": "met with and met with " * 2_000,
    "dates": "on 3 on 3 on 3 " * 3_000,
    "full stops": "A." * 20_000,
    "titles": "Foreign Minister and " * 2_500,
    "names and titles": "President X, Prime Minister Y and " * 1_500,
}


@pytest.mark.parametrize("text", SLOW.values(), ids=SLOW)
def test_text_made_to_be_slow(text):
    """Texts of 40,000 characters made to make matching slow | annotated in seconds; time grows as the length"""
    day = package_rows()["meetings"][0]["start_date"]
    spent = []
    for part in (text[: len(text) // 4], text):
        start = time.process_time()
        annotate_article(Article("a-1", part, day))
        spent.append(time.process_time() - start)
    assert spent[1] < 10
    assert spent[1] < 2 or spent[1] / spent[0] < 12


def test_the_table_is_what_is_tried():
    """SECURITY.md has a row for each test here, word for word."""
    module = sys.modules[__name__]
    holders = [
        module,
        *(each for _, each in inspect.getmembers(module, inspect.isclass) if each.__module__ == __name__),
    ]
    tried = {
        re.sub(r"\s+", " ", function.__doc__)
        for holder in holders
        for name, function in inspect.getmembers(holder, inspect.isfunction)
        if name.startswith("test_") and "|" in (function.__doc__ or "")
    }
    told = (Path(__file__).parent.parent / "SECURITY.md").read_text("utf-8")
    assert sorted(row for row in tried if f"| {row} |" not in told) == []
