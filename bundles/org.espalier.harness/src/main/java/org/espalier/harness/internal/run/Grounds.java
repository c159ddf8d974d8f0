package org.espalier.harness.internal.run;

import java.nio.file.Path;
import org.espalier.core.causality.CausalEvidence;
import org.jspecify.annotations.Nullable;

/**
 * What a decision rests on besides the weights.
 *
 * @param trajectory folder of the last recorded training
 * @param evidence estimated from it, if the policy needs some
 */
record Grounds(Path trajectory, @Nullable CausalEvidence evidence) {}
