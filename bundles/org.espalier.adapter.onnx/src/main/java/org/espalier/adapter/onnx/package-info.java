/** ONNX files as models of Espalier. */
@NullMarked
package org.espalier.adapter.onnx;

import org.jspecify.annotations.NullMarked;
