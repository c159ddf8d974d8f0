@NullMarked
package org.espalier.adapter.onnx.internal.run;

import org.jspecify.annotations.NullMarked;
