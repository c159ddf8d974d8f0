package org.espalier.core.model;

/**
 * A run of the flat parameter vector θ.
 *
 * @param from index of its first value
 * @param to index behind its last
 */
public record IndexRange(int from, int to) {}
