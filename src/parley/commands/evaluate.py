"""Measure annotations against gold ones, field by field, and list the misses.

GOLD and PREDICTED are each a folder of tables, a folder of article files, an article file or a
*.gold.json file. docs/evaluation.md tells when two meetings are the same and what each figure
means; the intervals are bootstrap 95 % intervals over articles. --by scores the articles of each
kind, too: those of a split, with none, one or several meetings, with some meeting of a mode, format
or status, of a decade.

examples:
  parley evaluate gold/article.gold.json tables/
  parley evaluate data/articles/ tables/ --split test
  parley evaluate data/articles/ tables/ --by mode
  parley evaluate data/articles/ tables/ --format json
"""

from __future__ import annotations

import argparse
import sys

from parley.kinds import KINDS

FORMATS = ("text", "json")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument("gold", metavar="GOLD", help="annotations to measure against")
    parser.add_argument("predicted", metavar="PREDICTED", help="annotations to measure")
    parser.add_argument("--split", metavar="SPLIT", help="compare only the articles of this split (dev or test)")
    parser.add_argument("--splits", metavar="FILE", help="CSV file article_id,split (default: data/splits.csv)")
    parser.add_argument("--by", choices=KINDS, help="score each kind of articles, too")
    parser.add_argument("--format", choices=FORMATS, default="text", help="how to write it (default: text)")


def run(args: argparse.Namespace) -> int:
    """Write the scores and the disagreements."""
    from parley.evaluation import evaluate
    from parley.reporting import format_evaluation

    evaluation = evaluate(args.gold, args.predicted, split=args.split, splits=args.splits, by=args.by)
    sys.stdout.write(format_evaluation(evaluation, args.format))
    return 0
