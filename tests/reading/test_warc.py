"""Archives of web pages give their pages; what is no page is passed over, what is broken is told."""

import datetime as dt
import gzip
import zlib

import pytest

from parley.model import Article
from parley.reading import Unreadable, read_articles

PAGE = """<html lang="en-GB"><head><title>Ministers meet in Doha</title>
<meta charset="utf-8"><meta property="article:published_time" content="2024-02-04T23:30:00+03:00">
<meta property="og:site_name" content="Example Agency"></head>
<body><nav>Home News Sport</nav><article><h1>Ministers meet in Doha</h1>
<p>The foreign ministers of Türkiye and Qatar met in Doha on Sunday, the ministry said in a statement.</p>
<p>They discussed trade, energy and a ceasefire in the region, the statement added, without more detail.</p>
</article></body></html>""".encode()
CHUNKS = b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in (PAGE[:100], PAGE[100:])) + b"0\r\n\r\n"
UUID = "4c1f2f4e-0a6b-4a53-9d4e-3f0b1c8c7a11"


def http(body=PAGE, status="200 OK", **headers):
    fields = {"content-type": "text/html; charset=utf-8"} | {
        name.replace("_", "-"): value for name, value in headers.items()
    }
    lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in fields.items()), "", ""]
    return "\r\n".join(lines).encode() + body


def record(content=None, kind="response", uuid=UUID, url="https://www.example.org/doha", length=None):
    content = http() if content is None else content
    lines = [
        "WARC/1.0",
        f"WARC-Type: {kind}",
        f"WARC-Record-ID: <urn:uuid:{uuid}>",
        f"WARC-Target-URI: {url}",
        f"Content-Length: {len(content) if length is None else length}",
    ]
    return "\r\n".join([*lines, "", ""]).encode() + content + b"\r\n\r\n"


def read(path, *records, is_packed=True):
    path = path / ("a.warc.gz" if is_packed else "a.warc")
    path.write_bytes(b"".join(map(gzip.compress, records)) if is_packed else b"".join(records))
    return list(read_articles([str(path)]))


@pytest.mark.parametrize("is_packed", [False, True])
def test_a_page_is_an_article_with_the_id_of_its_record_and_its_address(tmp_path, is_packed):
    (article,) = read(tmp_path, record(b"", "warcinfo"), record(), is_packed=is_packed)
    assert isinstance(article, Article)
    assert (article.article_id, article.url) == (UUID, "https://www.example.org/doha")
    assert (article.published, article.publisher) == (dt.date(2024, 2, 4), "Example Agency")
    assert "The foreign ministers of Türkiye and Qatar met in Doha" in article.text


@pytest.mark.parametrize(
    "other",
    [
        record(kind="request"),
        record(http(status="301 Moved Permanently")),
        record(http(content_type="image/png")),
        record(kind="revisit"),
    ],
    ids=["request", "redirection", "image", "revisit"],
)
def test_what_is_no_page_is_passed_over(tmp_path, other):
    assert [item.article_id for item in read(tmp_path, other, record())] == [UUID]


@pytest.mark.parametrize(
    "content",
    [
        http(zlib.compress(PAGE, wbits=31), content_encoding="gzip"),
        http(CHUNKS, transfer_encoding="chunked"),
        http(transfer_encoding="chunked", content_encoding="gzip"),
    ],
    ids=["gzip", "chunks", "unpacked by the archive"],
)
def test_pages_are_unpacked(tmp_path, content):
    (article,) = read(tmp_path, record(content))
    assert isinstance(article, Article)
    assert article.text.startswith("Ministers meet in Doha\nThe foreign ministers of Türkiye")


def test_a_page_without_text_or_date_is_told_and_the_others_go_on(tmp_path):
    bare = record(http(b"<html><body><p>No date.</p></body></html>"), uuid="0" * 8)
    broken, sound = read(tmp_path, bare, record())
    assert isinstance(broken, Unreadable)
    assert (broken.article_id, broken.finding.row, broken.finding.field) == ("00000000", "record 1", "published")
    assert isinstance(sound, Article)


@pytest.mark.parametrize("is_packed", [False, True])
def test_an_archive_cut_off_gives_what_stands_before(tmp_path, is_packed):
    read(tmp_path, record(), record(uuid="1"), is_packed=is_packed)
    (path,) = tmp_path.iterdir()
    path.write_bytes(path.read_bytes()[:-60])
    sound, broken = read_articles([str(path)])
    assert isinstance(sound, Article)
    assert broken.finding.rule == "warc"
    assert broken.finding.message.startswith("not a whole archive")


@pytest.mark.parametrize(
    ("content", "rule"), [(b"", "empty-text"), (b"{}\n", "warc"), (b"WARC/1.0\r\nWARC-Type: response\r\n\r\n", "warc")]
)
def test_what_is_no_archive_is_told(tmp_path, content, rule):
    (broken,) = read(tmp_path, content, is_packed=False)
    assert (broken.finding.file, broken.finding.rule) == (str(tmp_path / "a.warc"), rule)
