"""Our training losses against scikit-learn, SciPy and plain NumPy, on rows that LossTablesTest wrote with our values.

The loss is the mean over rows by their weights. The gradients are those of that mean with respect to the logits, as
floats; here they are differences of the loss in extended precision.
"""

import numpy as np
import pytest
from scipy import special
from sklearn import metrics as sk
from tables import written


def tables():
    return written("loss-tables.json", by="LossTablesTest")


def name(table):
    return "{kind}, delta {delta}, gamma {gamma}, smoothing {smoothing}".format(**table)


def arrays(table):
    logits, labels, weights = (np.array(table[key], dtype=np.longdouble) for key in ("logits", "labels", "weights"))
    labels = labels * (1 - np.longdouble(table["smoothing"])) + np.longdouble(table["smoothing"]) / 2
    return logits, labels, weights if len(weights) else np.ones_like(logits)


def losses(table, z, y):
    """Every row's own loss in extended precision, from the probability and not from the logit's softplus."""
    if table["kind"] == "squared_error":
        return (z - y) ** 2
    if table["kind"] == "huber":
        d = np.abs(z - y)
        return np.where(d <= table["delta"], d**2, 2 * table["delta"] * d - table["delta"] ** 2)
    gamma = table["gamma"] if table["kind"] == "focal" else 0
    p, q = 1 / (1 + np.exp(-z)), 1 / (1 + np.exp(z))
    return -y * q**gamma * np.log(p) - (1 - y) * p**gamma * np.log(q)


def mean(table, z):
    _, y, w = arrays(table)
    return (w * losses(table, z, y)).sum() / w.sum()


@pytest.mark.parametrize("i", range(36))
def test_mean_loss_is_that_of_the_formula(i):
    table = tables()[i]
    assert len(tables()) == 36
    assert table["loss"] == pytest.approx(float(mean(table, arrays(table)[0])), rel=1e-6), name(table)


@pytest.mark.parametrize("i", range(36))
def test_gradients_are_differences_of_the_mean_loss(i):
    table = tables()[i]
    z, y, w = arrays(table)
    step = np.longdouble(2) ** -20
    slopes = (losses(table, z + step, y) - losses(table, z - step, y)) / (2 * step)
    expected = (w * slopes / w.sum()).astype(np.float64)
    largest = np.abs(expected).max()
    assert np.array(table["gradients"]) == pytest.approx(expected, rel=1e-5, abs=1e-6 * largest), name(table)


def test_cross_entropy_is_the_log_loss_of_scikit_learn():
    checked = 0
    for table in tables():
        z, y, w = (array.astype(np.float64) for array in arrays(table))
        plain = table["kind"] == "cross_entropy" or table["kind"] == "focal" and table["gamma"] == 0
        if plain and table["smoothing"] == 0 and np.abs(z).max() < 30:
            checked += 1
            assert table["loss"] == pytest.approx(sk.log_loss(y, special.expit(z), sample_weight=w), rel=1e-9)
    assert checked == 4


def test_squared_error_and_huber_are_those_of_scikit_learn_and_scipy():
    checked = 0
    for table in tables():
        z, y, w = (array.astype(np.float64) for array in arrays(table))
        if table["kind"] == "squared_error":
            checked += 1
            assert table["loss"] == pytest.approx(sk.mean_squared_error(y, z, sample_weight=w), rel=1e-9)
        if table["kind"] == "huber":
            checked += 1
            ours = 2 * np.average(special.huber(table["delta"], z - y), weights=w)
            assert table["loss"] == pytest.approx(ours, rel=1e-9)
    assert checked == 12
