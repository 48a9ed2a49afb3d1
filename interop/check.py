"""Checks our files with the reference libraries: check.py [--eido COMMAND] [--only PART ...] [--match TEXT]"""

import argparse
import os
import shlex
import sys
import tempfile
from pathlib import Path

os.environ["HF_HUB_OFFLINE"] = "1"

import check_adapters
import check_classification
import check_export
import check_finetune
import check_logits
import check_plan
import check_pretrain
import check_trained
import check_transfer
import check_variants
import check_widen
import golden_files as files
from check_tools import ROOT, Eido, Report

PARTS = {
    "logits": check_logits.run,
    "adapters": check_adapters.run,
    "finetune": check_finetune.run,
    "classification": check_classification.run,
    "export": check_export.run,
    "plan": check_plan.run,
    "pretrain": check_pretrain.run,
    "trained": check_trained.run,
    "transfer": check_transfer.run,
    "variants": check_variants.run,
    "widen": check_widen.run,
}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--eido", default=str(ROOT / "eido"), help="the command under check")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS))
    parser.add_argument("--match", default="", help="only checks whose name holds this text")
    options = parser.parse_args()
    files.quiet()
    report = Report(options.match)
    with tempfile.TemporaryDirectory(prefix="eido-interop-") as work:
        eido = Eido(tuple(shlex.split(options.eido)), Path(work))
        for part in options.only:
            PARTS[part](eido, report)
    sys.exit(0 if report.summary() else 1)


if __name__ == "__main__":
    main()
