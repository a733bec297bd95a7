"""A version is fetched once and checked each time; whatever goes wrong is told, and no wrong row is ever given."""

import errno
import functools
import hashlib
import http.server
import shutil
import sys
import threading
from pathlib import Path

import pytest
from test_release import repository, scripts  # noqa: F401 - fixtures

import parley
from parley import releases
from parley.commands import main
from parley.errors import ParleyError, UsageError

pytest.importorskip("pooch", reason="pooch is in the extra 'fetch'")


class Server(http.server.SimpleHTTPRequestHandler):
    """Counts what it serves."""

    served = 0

    def do_GET(self):
        type(self).served += 1
        super().do_GET()

    def log_message(self, *arguments):
        pass


@pytest.fixture
def serve(monkeypatch):
    """Serve a folder on this machine; gives its address and a function that ends it."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    Server.served = 0
    servers = []

    def start(folder):
        handler = functools.partial(Server, directory=str(folder))
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        servers.append(server)

        def stop():
            server.shutdown()
            server.server_close()

        return f"http://127.0.0.1:{server.server_port}", stop

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="module")
def built(scripts, repository):  # noqa: F811
    """The archive of version 0.2.0, as `scripts/release.py` builds it."""
    return scripts[0].archive(repository)


@pytest.fixture
def released(built, serve, tmp_path, monkeypatch):
    """It is served, and pinned as the script's last words say."""
    dist = tmp_path / "dist"
    dist.mkdir()
    (dist / "parley-0.2.0.zip").write_bytes(built)
    address, stop = serve(dist)
    digest = hashlib.sha256(built).hexdigest()
    pins = tmp_path / "pins"
    pins.mkdir()

    def pin(sha256=digest, name="parley-0.2.0.zip"):
        head = "version,released,url,sha256,doi\n"
        (pins / "releases.csv").write_text(f"{head}0.2.0,2026-11-23,{address}/{name},{sha256},\n")

    pin()
    monkeypatch.setattr(releases, "PACKAGE", pins)
    monkeypatch.setenv("PARLEY_CACHE", str(tmp_path / "cache"))
    return Released(dist / "parley-0.2.0.zip", tmp_path / "cache" / "parley-0.2.0.zip", stop, pin)


class Released:
    def __init__(self, archive, cached, stop, pin):
        self.archive, self.cached, self.stop, self.pin = archive, cached, stop, pin


def load():
    return parley.load("topics", version="0.2.0")


class TestFetching:
    def test_a_version_is_loaded_through_every_way(self, released):
        assert load()["topic_id"].tolist() == ["ceasefire", "peace-process"]
        assert load().attrs["parley"]["version"] == "0.2.0"
        assert len(parley.load("meetings", version="v0.2.0", review_status="reviewed")) == 3
        assert parley.load_arrow("topics", version="0.2.0").num_rows == 2
        assert parley.load_polars("topics", version="0.2.0").height == 2
        assert parley.connect(version="0.2.0").sql("FROM topics").fetchall()[0][2] == "ceasefire"
        assert list(parley.error_rates(version="0.2.0")["collection"]) == ["news", "hsg"]
        assert "(Version 0.2.0)" in load().pipe(parley.cite, "apa")

    def test_it_is_fetched_once_and_then_needs_no_network(self, released):
        load()
        released.stop()
        load()
        assert Server.served == 1

    def test_the_installed_version_asks_nobody(self, released):
        assert len(parley.load("actors")) == len(parley.load("actors", version=parley.version))
        assert Server.served == 0
        assert not released.cached.exists()

    def test_two_versions_are_compared(self, released):
        found = parley.diff("0.2.0", "0.2.0")
        assert found.reasons == ()
        assert (found.old, found.new) == ("0.2.0", "0.2.0")
        assert found.old_version == "0.2.0"

    @pytest.mark.parametrize(
        "damage",
        [lambda content: content[:1000], lambda content: content + b"\0", lambda content: b""],
        ids=["cut off", "changed", "empty"],
    )
    def test_a_damaged_cache_file_is_fetched_anew(self, released, damage):
        load()
        released.cached.write_bytes(damage(released.cached.read_bytes()))
        assert len(load()) == 2
        assert Server.served == 2
        assert (
            hashlib.sha256(released.cached.read_bytes()).digest()
            == hashlib.sha256(released.archive.read_bytes()).digest()
        )

    def test_a_damaged_cache_file_is_not_used_without_network(self, released):
        load()
        released.cached.write_bytes(released.cached.read_bytes()[:1000])
        released.stop()
        with pytest.raises(ParleyError, match=r"cannot be fetched into .*the copy there is damaged.*Check network"):
            load()

    def test_another_file_than_was_released(self, released):
        content = bytearray(released.archive.read_bytes())
        content[len(content) // 2] ^= 1
        released.archive.write_bytes(content)
        with pytest.raises(ParleyError, match=r"is not the archive of version 0\.2\.0: its SHA-256 is not"):
            load()
        assert not released.cached.exists()

    def test_a_cut_off_download(self, released):
        released.archive.write_bytes(released.archive.read_bytes()[:1000])
        with pytest.raises(ParleyError, match="its SHA-256 is not"):
            load()
        assert not released.cached.exists()

    def test_a_wrong_checksum_refuses_the_right_file(self, released):
        load()
        released.pin(sha256="0" * 64)
        with pytest.raises(ParleyError, match=f"its SHA-256 is not {'0' * 64}"):
            load()

    def test_no_network(self, released):
        released.stop()
        with pytest.raises(ParleyError, match=r"cannot be fetched into .*Check network and disk"):
            load()
        assert not released.cached.exists()

    def test_nothing_at_the_address(self, released):
        released.pin(name="gone.zip")
        with pytest.raises(ParleyError, match=r"gone\.zip: cannot be fetched.*404"):
            load()

    @pytest.mark.parametrize("version", ["9.9.9", "latest", "main", "", "../0.2.0"])
    def test_an_unknown_version_names_those_there_are(self, released, version):
        with pytest.raises(UsageError, match=r"no version .*choose one of 0\.2\.0, 0\.1\.0"):
            parley.load("topics", version=version)
        assert Server.served == 0

    def test_a_full_disk(self, released, monkeypatch):
        def full(*arguments, **options):
            raise OSError(errno.ENOSPC, "No space left on device")

        monkeypatch.setattr("pooch.core.stream_download", full)
        with pytest.raises(ParleyError, match=r"No space left on device.*Check network and disk"):
            load()
        assert not released.cached.exists()

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
    def test_a_disk_that_fills_up_meanwhile(self, released, monkeypatch):
        """The download itself meets the end of the disk; nothing half is left."""
        import pooch.downloaders

        real = open

        def opened(path, *arguments, **options):
            return real("/dev/full" if "cache" in str(path) else path, *arguments, **options)

        monkeypatch.setattr(pooch.downloaders, "open", opened, raising=False)
        with pytest.raises(ParleyError, match=r"No space left on device.*Check network and disk"):
            load()
        assert not released.cached.exists()
        assert list(released.cached.parent.iterdir()) == []

    def test_a_cache_that_is_no_folder(self, released, tmp_path, monkeypatch):
        (tmp_path / "file").write_text("")
        monkeypatch.setenv("PARLEY_CACHE", str(tmp_path / "file"))
        with pytest.raises(ParleyError, match="cannot be fetched into"):
            load()

    def test_without_pooch(self, released, monkeypatch):
        monkeypatch.setitem(sys.modules, "pooch", None)
        with pytest.raises(UsageError, match=r"pip install 'parley-meetings\[fetch\]'"):
            load()

    def test_the_command_ends_with_one_line(self, released, capsys):
        released.stop()
        shutil.rmtree(released.cached.parent, ignore_errors=True)
        assert main(["diff", "0.2.0", "0.2.0"]) == 1
        (line,) = capsys.readouterr().err.splitlines()
        assert "cannot be fetched" in line
