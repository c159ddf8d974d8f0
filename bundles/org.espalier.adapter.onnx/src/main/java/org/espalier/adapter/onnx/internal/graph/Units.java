package org.espalier.adapter.onnx.internal.graph;

/**
 * A value with units on one of its axes, each in a run of places.
 *
 * @param space whose units they are
 * @param axis counted from the front
 * @param places of each unit
 */
record Units(UnitSpace space, int axis, int places) {
  int length() {
    return space.units() * places;
  }

  Units at(int otherAxis) {
    return new Units(space, otherAxis, places);
  }
}
