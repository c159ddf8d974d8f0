@NullMarked
package org.espalier.adapter.onnx.internal;

import org.jspecify.annotations.NullMarked;
