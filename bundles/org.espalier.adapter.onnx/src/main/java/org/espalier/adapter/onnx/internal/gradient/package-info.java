@NullMarked
package org.espalier.adapter.onnx.internal.gradient;

import org.jspecify.annotations.NullMarked;
