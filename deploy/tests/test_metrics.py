"""Our metrics against scikit-learn and plain NumPy, on awkward tables that MetricTablesTest wrote with our values.

The definitions, as the report states them: AUC counts a tie one half. PR-AUC is average precision. Log loss and
calibration are of sigmoid(score). ECE has equal-mass bins that never part equal scores. Grouped AUC is the mean of
the groups' AUCs weighted by their examples, over groups with both classes. NDCG@k shares the gain of tied rows and is the
plain mean over groups with a positive; a group of one row that is positive has 1. Examples without a group are in no
grouped metric and count as not covered.
"""

import math

import numpy as np
import pytest
from sklearn import metrics as sk
from sklearn.calibration import calibration_curve
from tables import written


def tables():
    return written("metric-tables.json", by="MetricTablesTest")


def close(value):
    return pytest.approx(value, rel=1e-9, abs=1e-12)


class Table:
    """The labelled rows of a table as arrays."""

    def __init__(self, table):
        labels = np.array([np.nan if label is None else label for label in table["labels"]], dtype=np.float64)
        labelled = ~np.isnan(labels)
        self.unlabelled = int((~labelled).sum())
        self.y = labels[labelled]
        kept = np.float32 if table["kind"] == "binary" else np.float64
        self.z = np.array(table["scores"], dtype=kept)[labelled].astype(np.float64)
        self.group = [group for group, has in zip(table["groups"], labelled) if has]
        self.bins, self.k = table["bins"], table["ndcgAt"]

    @property
    def both_classes(self):
        return 0 < self.y.sum() < len(self.y)

    def groups(self):
        rows = {}
        for i, group in enumerate(self.group):
            if group is not None:
                rows.setdefault(group, []).append(i)
        return [(self.y[at], self.z[at]) for at in rows.values()]


def sigmoid(z):
    return np.where(z >= 0, 1 / (1 + np.exp(-np.abs(z))), np.exp(-np.abs(z)) / (1 + np.exp(-np.abs(z))))


def delong(y, z):
    """The two variances by all pairs."""
    won = (z[y == 1][:, None] > z[y == 0][None, :]) + 0.5 * (z[y == 1][:, None] == z[y == 0][None, :])
    return math.sqrt(np.var(won.mean(axis=1), ddof=1) / won.shape[0] + np.var(won.mean(axis=0), ddof=1) / won.shape[1])


def calibration_bins(score, prediction, label, bins):
    """Bins of equal mass over blocks of equal scores: a bin ends with the block that reaches its share."""
    _, counts = np.unique(score, return_counts=True)
    order = np.argsort(score, kind="stable")
    found, start = [], 0
    for end in np.cumsum(counts):
        if end * bins >= (len(found) + 1) * len(score) or end == len(score):
            at = order[start:end]
            found.append((len(at), prediction[at].mean(), label[at].mean()))
            start = end
    return found


def ndcg(y, z, k):
    if len(y) == 1:
        return 1.0
    return sk.ndcg_score(y[None, :], z[None, :], k=k, ignore_ties=False)


def expected_binary(t):
    n, positives, p = len(t.y), t.y.sum(), sigmoid(t.z)
    loss = np.mean(np.logaddexp(0, np.where(t.y == 1, -t.z, t.z)))
    if np.abs(t.z).max() < 30:
        assert sk.log_loss(t.y, p, labels=[0, 1]) == close(loss)
    rate = positives / n
    entropy = -(rate * np.log(rate) + (1 - rate) * np.log(1 - rate)) if t.both_classes else None
    bins = calibration_bins(t.z, p, t.y, t.bins)
    expected = {
        "examples": n, "unlabelled": t.unlabelled, "positives": positives,
        "auc": sk.roc_auc_score(t.y, t.z) if t.both_classes else None,
        "aucStandardError": delong(t.y, t.z) if min(positives, n - positives) >= 2 else None,
        "prAuc": sk.average_precision_score(t.y, t.z) if positives else None,
        "logLoss": loss,
        "normalizedEntropy": loss / entropy if t.both_classes else None,
        "calibration": p.sum() / positives if positives else None,
        "ece": sum(count * abs(prediction - label) for count, prediction, label in bins) / n,
    }
    return expected | expected_grouped(t, n), bins


def expected_grouped(t, n):
    groups = t.groups()
    ranked = [(len(y), sk.roc_auc_score(y, z)) for y, z in groups if 0 < y.sum() < len(y)]
    with_positive = [ndcg(y, z, t.k) for y, z in groups if y.sum() > 0]
    return {
        "groups": len(groups),
        "ungrouped": n - sum(len(y) for y, _ in groups),
        "groupedAuc": np.average([a for _, a in ranked], weights=[m for m, _ in ranked]) if ranked else None,
        "groupedAucGroupCoverage": len(ranked) / len(groups) if groups else None,
        "groupedAucExampleCoverage": sum(m for m, _ in ranked) / n,
        "ndcg": np.mean(with_positive) if with_positive else None,
        "ndcgCoverage": len(with_positive) / len(groups) if groups else None,
    }


def expected_regression(t):
    n, error = len(t.y), t.z - t.y
    rmse = sk.root_mean_squared_error(t.y, t.z)
    spread = np.std(error**2, ddof=1) / math.sqrt(n) / (2 * rmse) if n > 1 and rmse > 0 else None
    return {
        "examples": n, "unlabelled": t.unlabelled,
        "rmse": rmse, "rmseStandardError": spread, "mae": sk.mean_absolute_error(t.y, t.z),
        "meanLabel": t.y.mean(), "calibration": t.z.sum() / t.y.sum() if t.y.sum() != 0 else None,
    }, calibration_bins(t.z, t.z, t.y, t.bins)


def test_there_are_all_tables():
    assert len(tables()) == 30


@pytest.mark.parametrize("index", range(30))
def test_metrics_equal_those_of_scikit_learn(index):
    table = tables()[index]
    t, ours = Table(table), table["metrics"]
    if len(t.y) == 0:
        judge = "auc" if table["kind"] == "binary" else "rmse"
        assert ours == {"examples": 0, "unlabelled": t.unlabelled, judge: None}
        return
    expected, bins = (expected_binary if table["kind"] == "binary" else expected_regression)(t)
    assert ours.keys() == expected.keys(), table["name"]
    for metric, value in expected.items():
        if value is None:
            assert ours[metric] is None, (table["name"], metric)
        else:
            assert ours[metric] == close(value), (table["name"], metric)
    assert [bin for bin, _, _ in table["calibrationBins"]] == [count for count, _, _ in bins], table["name"]
    assert np.array(table["calibrationBins"]) == pytest.approx(np.array(bins), rel=1e-6, abs=1e-9), table["name"]


def test_calibration_bins_without_ties_are_those_of_scikit_learn():
    table = next(table for table in tables() if table["name"] == "no ties")
    t = Table(table)
    true, predicted = calibration_curve(t.y, sigmoid(t.z), n_bins=t.bins, strategy="quantile")
    assert [bin[1] for bin in table["calibrationBins"]] == pytest.approx(list(predicted))
    assert [bin[2] for bin in table["calibrationBins"]] == pytest.approx(list(true))
