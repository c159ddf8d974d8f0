package org.espalier.core.model;

/**
 * Which units feed which: the units of one weight tensor are the inputs of another, in order, each
 * for as many places of the target's axis 1 as go into it.
 *
 * <p>Between two dense layers, or two convolutions, each unit has one place. Where a convolution's
 * maps are flattened into a dense layer, each filter has height × width places in a row. Pooling,
 * activations and normalisations in between change nothing. A tensor that reads the network's input
 * is no connection's target; one that sums several sources (a residual sum) is the target of each.
 *
 * <p>Of a source whose units are known to be taken in, all that reads them is a target; where
 * something else reads them or is added to them (the model's output, its input, an operation that
 * is not followed), none is.
 *
 * @param source name of the weight tensor whose units they are
 * @param target name of the weight tensor that takes them in
 */
public record Connection(String source, String target) {}
