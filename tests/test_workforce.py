"""Processes may die, hang or never start: every article is accounted for, and only the culprits fail."""

import multiprocessing
import os
import signal
import time
from pathlib import Path

import pytest
from builders import an_annotation, an_article, annotate_talks

from parley import workforce
from parley.batches import findings_from_batch
from parley.errors import ParleyError
from parley.reading.arrow import batch_from_articles
from parley.workforce import Options, annotate_in_processes

CULPRITS = {"a-3", "a-7"}


def annotate_or_die(article):
    if article.article_id in CULPRITS:
        os.kill(os.getpid(), signal.SIGKILL)
    return an_annotation(article_id=article.article_id)


def annotate_or_hang(article):
    if article.article_id in CULPRITS:
        time.sleep(600)
    return an_annotation(article_id=article.article_id)


def annotate_or_die_once(article):
    """Die the first time: the text names a file that is there from then on."""
    flag = Path(article.text)
    if article.article_id in CULPRITS and not flag.exists():
        flag.touch()
        os._exit(3)
    return an_annotation(article_id=article.article_id)


def chunks(number=5, size=2, text="Text."):
    for first in range(0, number * size, size):
        yield first, batch_from_articles([an_article(f"a-{no}", text) for no in range(first, first + size)])


def run(source, annotate, workers=2):
    return list(annotate_in_processes(source, Options(annotate=annotate), workers))


def outcomes(results):
    pieces = [piece for _, pieces in results for piece in pieces]
    return {row["article_id"]: row["outcome"] for piece in pieces for row in piece["articles"].to_pylist()}


def findings(results):
    return dict(each for _, pieces in results for piece in pieces for each in findings_from_batch(piece["findings"]))


def test_chunks_come_back_whole_and_in_order():
    results = run(chunks(), annotate_talks)
    assert [key for key, _ in results] == [0, 2, 4, 6, 8]
    assert outcomes(results) == {f"a-{no}": "no_meeting" for no in range(10)}


def test_an_article_that_kills_its_process_is_passed_over():
    results = run(chunks(), annotate_or_die)
    assert {article_id for article_id, outcome in outcomes(results).items() if outcome == "error"} == CULPRITS
    assert len(outcomes(results)) == 10
    message = findings(results)["a-3"].message
    assert message == "the annotator failed: it ended its process by SIGKILL, perhaps for want of memory"


def test_an_article_that_takes_too_long_is_passed_over(monkeypatch):
    monkeypatch.setattr(workforce, "MIN_SECONDS", 3.0)
    results = run(chunks(), annotate_or_hang)
    assert {article_id for article_id, outcome in outcomes(results).items() if outcome == "error"} == CULPRITS
    assert findings(results)["a-7"].message == "the annotator failed: it took too long"


def test_a_process_that_dies_by_chance_costs_no_article(tmp_path):
    results = run(chunks(text=str(tmp_path / "flag")), annotate_or_die_once)
    assert set(outcomes(results).values()) == {"no_meeting"}


def test_processes_killed_from_outside_cost_no_article():
    done = annotate_in_processes(chunks(40), Options(annotate=annotate_talks), 2)
    results = [next(done)]
    for process in multiprocessing.active_children():
        process.kill()
    results += done
    assert outcomes(results) == {f"a-{no}": "no_meeting" for no in range(80)}


def test_the_input_is_read_only_a_little_ahead():
    read = []

    def source():
        for chunk in chunks(100):
            read.append(chunk)
            yield chunk

    done = annotate_in_processes(source(), Options(annotate=annotate_talks), 2)
    next(done)
    done.close()
    assert len(read) <= 2 * workforce.CHUNKS_AHEAD


def test_no_process_outlives_the_work():
    done = annotate_in_processes(chunks(100), Options(annotate=annotate_talks), 2)
    next(done)
    done.close()
    assert multiprocessing.active_children() == []


def test_processes_that_never_start_are_an_error(monkeypatch):
    monkeypatch.setattr(workforce, "_serve", os._exit)  # called with the line, it fails at once
    with pytest.raises(ParleyError, match="worker processes do not start: the last one ended its process with code 1"):
        run(chunks(), annotate_talks)


def test_chunks_without_articles_come_back():
    assert run([("only", batch_from_articles([]))], annotate_talks) == [("only", [])]
