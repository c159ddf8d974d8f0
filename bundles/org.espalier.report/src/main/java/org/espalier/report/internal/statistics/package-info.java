/** The statistics of a comparison over numbers alone: fits, resampling, tests, effect sizes. */
@NullMarked
package org.espalier.report.internal.statistics;

import org.jspecify.annotations.NullMarked;
