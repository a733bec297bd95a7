import datetime as dt
import socket

import pytest
from builders import TEXT, annotate_talks
from hypothesis import given
from hypothesis import strategies as st

from parley.article_file import parse_article_file
from parley.commands import main
from parley.errors import InvalidInput, UsageError
from parley.new_article import article_from_address, article_from_file, new_article_file, write_new_file

PAGE = (
    '<html lang="en"><head><title>Kalın in Doha</title><meta property="og:site_name" content="Gulf Post">'
    '<meta property="article:published_time" content="2024-02-04"></head>'
    f"<body><article><p>{TEXT}</p><p>More was said than is told here, by many.</p></article></body></html>"
)


class TestAddress:
    """Of an address only its letters are read."""

    @pytest.mark.parametrize(
        ("address", "article_id"),
        [
            ("https://www.example.org/2024/05/14/nordmann-nairobi", "example-2024-05-14-nordmann-nairobi"),
            ("https://news.gov.no/20240514/The-minister-in-Nairobi.html", "news-2024-05-14-minister-nairobi"),
            ("http://mfa.gov.tr/2024-5-14_kalin%E2%80%99%C4%B1n-temaslar%C4%B1", "mfa-2024-05-14-kalinin-temaslari"),
            ("https://example.org/2024/05/14/", "example-2024-05-14"),
            ("https://example.org/2024/05/14/..%2F..%2Fetc%2Fpasswd", "example-2024-05-14-etc-passwd"),
        ],
    )
    def test_gives_id_and_date(self, address, article_id):
        article = article_from_address(address)
        assert (article.article_id, article.published, article.url) == (article_id, dt.date(2024, 5, 14), address)

    def test_date_may_be_given(self):
        assert article_from_address("https://example.org/17", published="2024-02-04").published == dt.date(2024, 2, 4)

    @pytest.mark.parametrize(
        "address", ["https://example.org/a/17", "https://example.org/2024/02/31/a", "https://[::1"]
    )
    def test_without_date_asks_for_it(self, address):
        with pytest.raises(UsageError, match=r"--published YYYY-MM-DD|not an address"):
            article_from_address(address)

    @given(st.text(max_size=40))
    def test_any_letters_give_a_sound_id_or_a_finding(self, words):
        try:
            article = article_from_address(f"https://example.org/2024/02/04/{words}")
        except (UsageError, InvalidInput):
            return
        assert article.article_id.startswith("example-2024-02-04")
        assert set(article.article_id) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")

    def test_nothing_is_opened(self, monkeypatch, tmp_path, capsys):
        def refuse(*_):
            raise AssertionError("opens a socket")

        monkeypatch.setattr(socket, "socket", refuse)
        monkeypatch.chdir(tmp_path)
        assert main(["new", "https://example.org/2024/02/04/kalin-doha"]) == 0
        assert [path.name for path in tmp_path.iterdir()] == ["example-2024-02-04-kalin-doha.md"]


class TestFile:
    """A digest is taken as it is; the text of a page only under a licence."""

    def test_digest(self, tmp_path):
        path = tmp_path / "2024-02-04-kalin.txt"
        path.write_bytes(TEXT.replace(" in ", "\r\nin ").encode() + b"\r\n\r\n")
        article = article_from_file(str(path))
        assert article.text == TEXT.replace(" in ", "\nin ")
        assert (article.article_id, article.text_kind, article.licence) == (path.stem, "digest", "CC-BY-4.0")

    def test_page_gives_its_source_but_no_text(self, tmp_path):
        path = tmp_path / "page.html"
        path.write_text(PAGE, "utf-8")
        article = article_from_file(str(path))
        assert (article.article_id, article.publisher, article.text) == (
            "gulfpost-2024-02-04-kalin-doha",
            "Gulf Post",
            "",
        )

    def test_page_under_a_licence_gives_its_text(self, tmp_path):
        path = tmp_path / "page.html"
        path.write_text(PAGE, "utf-8")
        article = article_from_file(str(path), "CC0-1.0")
        assert TEXT in article.text
        assert (article.text_kind, article.licence) == ("full_text", "CC0-1.0")

    def test_several_articles_are_refused(self, tmp_path):
        path = tmp_path / "a.jsonl"
        line = '{"article_id": "%s", "published": "2024-02-04", "text": "x"}\n'
        path.write_text(line % "a" + line % "b", "utf-8")
        with pytest.raises(UsageError, match="several articles"):
            article_from_file(str(path))


class TestContent:
    """What is known stands there, what is not is asked for in the template's words."""

    def test_drafted(self):
        address = "https://example.org/2024/02/04/kalin"
        content, count = new_article_file(article_from_address(address, TEXT), annotate_talks)
        assert count == 1
        assert (
            "# Headline of the source.\ntitle:\n# Outlet or office that published it.\npublisher:\nurl: https"
            in content
        )
        filled = content.replace("title:\n", "title: Talks\n").replace("publisher:\n", 'publisher: ""\n')
        article, annotation = parse_article_file(filled)
        assert (article.text, len(annotation.meetings)) == (TEXT, 1)
        assert annotation.meetings[0].meeting_id

    def test_without_text_leaves_meetings_out(self):
        content, count = new_article_file(article_from_address("https://example.org/2024/02/04/kalin"))
        assert (count, "meetings" in content, content.endswith("---\n\n")) == (0, False, True)


class TestCommand:
    @pytest.fixture(autouse=True)
    def _dataset(self, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        (tmp_path / "data" / "articles").mkdir(parents=True)

    def test_from_address_to_valid_file(self, tmp_path, capsys):
        assert main(["new", "https://example.org/2024/02/04/kalin-doha"]) == 0
        path = tmp_path / "data/articles/2024/example-2024-02-04-kalin-doha.md"
        assert main(["new", str(path)]) == 1
        told = capsys.readouterr().err
        assert ":4:1: error [missing-key] title: the key has no value" in told
        assert "[empty-text]" in told
        asked = path.read_text("utf-8")
        path.write_text(asked.replace("title:", "title: Talks").replace("publisher:", "publisher: Post") + TEXT + "\n")
        assert main(["new", str(path)]) == 0
        assert "1 meeting drafted" in capsys.readouterr().out
        assert main(["validate", str(path)]) == 0
        assert main(["new", str(path)]) == 2
        assert "delete `meetings`" in capsys.readouterr().err

    def test_no_file_is_overwritten(self, tmp_path, capsys):
        (tmp_path / "a.md").write_text("mine", "utf-8")
        assert main(["new", "https://example.org/2024/02/04/a", "-o", "a.md"]) == 2
        assert "a.md exists" in capsys.readouterr().err
        assert [path.name for path in tmp_path.glob("*") if path.is_file()] == ["a.md"]
        assert (tmp_path / "a.md").read_text("utf-8") == "mine"

    @pytest.mark.parametrize(
        "arguments",
        [
            ["a.txt", "--text", "b.txt"],
            ["a.txt", "--published", "2024-02-04"],
            ["https://example.org", "--licence", "MIT"],
        ],
    )
    def test_options_of_the_other_kind_of_source(self, arguments, capsys):
        assert main(["new", *arguments]) == 2
        assert f"{arguments[1]} goes with" in capsys.readouterr().err


def test_a_failed_write_leaves_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr("os.link", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    with pytest.raises(OSError, match="No space"):
        write_new_file(tmp_path / "a.md", "x")
    assert list(tmp_path.iterdir()) == []
