package org.espalier.core.model;

import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;

/** Finds the units that nothing reads any more once a mask has cut. */
public final class RemovableUnits {
  private RemovableUnits() {}

  /**
   * The units whose every outgoing weight a mask cuts. Their own weights need not be cut: whatever
   * they compute, nothing takes it in. Of units that are summed up, those at one place go together.
   * The first unit of a group stays if none would be left.
   *
   * @return for each weight tensor that loses some, the units that go, by its name
   */
  public static Map<String, BitSet> of(Mask mask) {
    BitSet kept = mask.toBitSet();
    Map<String, BitSet> removed = new LinkedHashMap<>();
    for (UnitGroup group : UnitGroup.of(mask.layout())) {
      BitSet unread = unread(group, kept);
      if (unread.cardinality() == group.units()) {
        unread.clear(0);
      }
      if (!unread.isEmpty()) {
        group.sources().forEach(source -> removed.put(source.name(), (BitSet) unread.clone()));
      }
    }
    return removed;
  }

  private static BitSet unread(UnitGroup group, BitSet kept) {
    BitSet unread = new BitSet(group.units());
    for (int unit = 0; unit < group.units(); unit++) {
      unread.set(unit, group.outgoing(unit).stream().noneMatch(run -> run.anyIn(kept)));
    }
    return unread;
  }
}
