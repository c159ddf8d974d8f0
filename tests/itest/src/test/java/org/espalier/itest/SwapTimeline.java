package org.espalier.itest;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.framework.Bundle;
import org.osgi.framework.Version;

/** When each version of the bundles that are updated was there. */
final class SwapTimeline {
  private record Stay(long from, long until) {}

  private final Map<String, Stay> stays = new ConcurrentHashMap<>();
  private final Map<String, String> current = new ConcurrentHashMap<>();

  /** The bundle's service is about to be registered; what was there before has ended by now. */
  void arrived(Bundle bundle) {
    long now = System.nanoTime();
    String origin = bundle.getSymbolicName() + "/" + bundle.getVersion();
    stays.put(origin, new Stay(now, Long.MAX_VALUE));
    String before = current.put(bundle.getSymbolicName(), origin);
    if (before != null) {
      stays.computeIfPresent(before, (o, stay) -> new Stay(stay.from, now));
    }
  }

  /** Whether a bundle is one of those that are updated. */
  boolean follows(String origin) {
    return current.containsKey(origin.substring(0, origin.indexOf('/')));
  }

  /** Whether a version was there at some time of a stretch. */
  boolean wasThere(String origin, long start, long end) {
    Stay stay = stays.get(origin);
    return stay != null && stay.from <= end && stay.until >= start;
  }

  /** Which of two versions of a bundle is the later, as {@code compareTo}. */
  static int compare(String origin, String other) {
    return version(origin).compareTo(version(other));
  }

  private static Version version(String origin) {
    return Version.parseVersion(origin.substring(origin.indexOf('/') + 1));
  }
}
