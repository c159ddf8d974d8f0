package org.espalier.harness.internal.run;

import java.nio.file.Path;
import java.util.Optional;
import org.espalier.core.causality.CausalEvidence;
import org.jspecify.annotations.Nullable;

/**
 * What a decision rests on besides the weights.
 *
 * @param trajectory folder of the last recorded training, if there is one
 * @param evidence estimated from it, if the policy needs some
 */
record Grounds(Optional<Path> trajectory, @Nullable CausalEvidence evidence) {}
