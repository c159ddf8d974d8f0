package org.espalier.policy.baseline.internal;

/**
 * Options of {@code grasp}.
 *
 * @param absolute whether the weights with the lowest |S| are cut instead of those with the highest
 *     S; off as published, on as Frankle et al. 2021 (arXiv:2009.08576) found better
 */
public record GraspOptions(boolean absolute) {}
