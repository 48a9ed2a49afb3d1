"""Hermite series of covariance maps in 110 bits."""

import gmpy2
from gaussian import ACTIVATIONS, density, legendre, moments, panels
from gmpy2 import mpfr

def coefficients(label, q, count):
    """a_k = E[phi(sqrt(q) Z) h_k(Z)], k < count, with orthonormal h_k"""
    value = ACTIVATIONS[label][0]
    root = gmpy2.sqrt(mpfr(q))
    roots = [gmpy2.sqrt(mpfr(k)) for k in range(count + 1)]
    sums = [mpfr(0)] * count

    reach = 2 * gmpy2.sqrt(mpfr(count)) + 9  # past the turning point of the highest function
    edges = panels(-reach, reach, [], mpfr(1) / 2)
    for a, b in zip(edges[:-1], edges[1:]):
        for x, w in legendre(24):
            z = a + (b - a) * x
            previous, current = mpfr(0), (b - a) * w * density(z) * value(root * z)
            for k in range(count):
                sums[k] += current
                previous, current = current, (z * current - roots[k] * previous) / roots[k + 1]
    return sums


class Map:
    """T and T' at equal variances q as sums over powers of the correlation"""

    def __init__(self, label, q, count):
        a = coefficients(label, q, count)
        self.values = [each * each for each in a]
        self.slopes = [k * self.values[k] / q for k in range(1, count)]
        second, slope = moments(label, q)
        self.missing = max(abs(1 - sum(self.values) / second), abs(1 - sum(self.slopes) / slope))

    def drop(self, gamma):
        """sum of a_k^2 (1 - c^k), nothing cancels"""
        c, power, rest, total = 1 - gamma, mpfr(1), mpfr(0), mpfr(0)
        for each in self.values:
            total += each * rest
            rest += power * gamma
            power *= c
        return total

    def slope(self, gamma):
        c, total = 1 - gamma, mpfr(0)
        for each in reversed(self.slopes):
            total = total * c + each
        return total
