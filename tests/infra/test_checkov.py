"""What checkov asks and we do not do has a reason, and what the reasons rest on holds."""

import re

from tests.infra.conftest import ROOT, Resources, of_type

CONFIG = (ROOT / "infra" / "checkov.yaml").read_text(encoding="utf-8")


def test_every_check_that_is_passed_over_has_a_reason():
    skipped = CONFIG.partition("skip-check:\n")[2].splitlines()
    reasons, before = list[str](), ""
    for line in skipped:
        if match := re.fullmatch(r"  - (CKV\w+)", line):
            assert before, f"{match[1]} has no reason"
            reasons.append(match[1])
        else:
            assert line.startswith("  # "), line
        before = line
    assert len(reasons) == len(set(reasons)) == 11


def test_every_queue_is_encrypted(resources: Resources):
    queues = of_type(resources, "AWS::SQS::Queue")
    assert queues
    assert all(one["Properties"]["SqsManagedSseEnabled"] is True for one in queues.values())
