"""Logs and metrics: JSON with ids only, never a name, email or phone; metrics as EMF lines."""

import logging
import traceback
from functools import cache

from aws_lambda_powertools.logging import Logger
from aws_lambda_powertools.metrics import MetricUnit, single_metric

NAMESPACE = "Leadstream"


@cache
def logger() -> Logger:
    """The function's logger; the service's name comes from POWERTOOLS_SERVICE_NAME."""
    logging.captureWarnings(capture=True)
    return Logger(log_uncaught_exceptions=False)


def info(event: str, **ids: str | int | None) -> None:
    """One line about something that happened, with the ids it happened to."""
    logger().info(event, extra=ids)


def failed(event: str, error: BaseException, **ids: str | int | None) -> None:
    """A fault with its kind and the places in the code; messages are left out, as they may quote a record."""
    frames = [f"{f.filename.rpartition('/')[2]}:{f.lineno} {f.name}" for f in traceback.extract_tb(error.__traceback__)]
    logger().error(event, extra={**ids, "error": type(error).__name__, "frames": frames[-12:]})


def count(name: str, value: int = 1, **dimensions: str) -> None:
    """Add to a CloudWatch metric, through one EMF line in the log."""
    with single_metric(name=name, unit=MetricUnit.Count, value=value, namespace=NAMESPACE) as metric:
        for dimension, of in dimensions.items():
            metric.add_dimension(name=dimension, value=of)
