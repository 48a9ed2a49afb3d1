"""The ReLU correlation map in 110 bits, for plain and residual recursions."""

import gmpy2
from gaussian import PI
from gmpy2 import mpfr


def angle(gamma):
    """theta with gamma = 1 - cos(theta)"""
    return 2 * gmpy2.asin(gmpy2.sqrt(gamma / 2))


def excess(gamma):
    """f(c) - c = (sin(theta) - theta cos(theta))/pi; 110 bits leave 12 digits at gamma = 1e-12"""
    theta = angle(gamma)
    return (gmpy2.sin(theta) - theta * gmpy2.cos(theta)) / PI


def slope(gamma):
    """f'(c)"""
    return 1 - angle(gamma) / PI


def plain(gamma, depths, variance=2):
    """(depth, gamma, K12, K11) of a plain network at sigma_w^2 = 2, sigma_b = 0"""
    gamma = mpfr(gamma)
    k12, k11 = variance * (1 - gamma), mpfr(variance)
    for depth in range(1, max(depths) + 1):
        if depth > 1:
            derivative = slope(gamma)
            gamma -= excess(gamma)
            k12 = k12 * derivative + variance * (1 - gamma)
            k11 += variance
        if depth in depths:
            yield depth, gamma, k12, k11


def residual(alphas, c0):
    """(ln q, c, K12/q, K11/q) after branches with relative growth alphas, q_0 = 1, K_0 = Sigma_0"""
    gamma = 1 - mpfr(c0)
    log_q, k12, k11 = mpfr(0), mpfr(c0), mpfr(1)
    for alpha in alphas:
        r, derivative = excess(gamma), slope(gamma)
        f = 1 - gamma + r
        k12 = (k12 * (1 + alpha * derivative) + alpha * f) / (1 + alpha)
        k11 = (k11 * (1 + alpha) + alpha) / (1 + alpha)
        gamma -= alpha / (1 + alpha) * r
        log_q += gmpy2.log1p(alpha)
    return log_q, 1 - gamma, k12, k11


def flow(c0, depth, steps=8000):
    """(c, K12/q) of the infinite-depth limit at effective depth U, classical Runge-Kutta"""
    h = mpfr(depth) / steps
    c, k = mpfr(c0), mpfr(c0)

    def f(c):
        return c + excess(1 - c)

    def velocity(c, k):
        return f(c) - c, f(c) - k * (1 - slope(1 - c))

    for _ in range(steps):
        c1, k1 = velocity(c, k)
        c2, k2 = velocity(c + h / 2 * c1, k + h / 2 * k1)
        c3, k3 = velocity(c + h / 2 * c2, k + h / 2 * k2)
        c4, k4 = velocity(c + h * c3, k + h * k3)
        c += h / 6 * (c1 + 2 * c2 + 2 * c3 + c4)
        k += h / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
    return c, k
