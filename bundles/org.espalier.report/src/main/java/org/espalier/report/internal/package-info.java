/** Results as CSV, JSON and one self-contained HTML page. */
@NullMarked
package org.espalier.report.internal;

import org.jspecify.annotations.NullMarked;
