package org.espalier.core;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Finds the known names nearest to a mistyped one. */
public final class Suggestions {
  private static final int MOST = 3;

  private Suggestions() {}

  /** A sentence such as {@code unknown policy 'magnitud'; did you mean magnitude?}. */
  public static String unknown(String kind, String name, Collection<String> known) {
    String head = "unknown " + kind + " '" + name + "'; ";
    List<String> near = nearest(name, known);
    if (!near.isEmpty()) {
      return head + "did you mean " + String.join(" or ", near) + "?";
    }
    return known.isEmpty()
        ? head + "there is none installed"
        : head + "known: " + String.join(", ", known.stream().sorted().toList());
  }

  /** At most three of {@code known}, nearest first, none further than half of the name's length. */
  public static List<String> nearest(String name, Collection<String> known) {
    int limit = Math.max(1, name.length() / 2);
    return known.stream()
        .filter(k -> distance(name, k) <= limit)
        .sorted(
            Comparator.comparingInt((String k) -> distance(name, k))
                .thenComparing(Comparator.naturalOrder()))
        .limit(MOST)
        .toList();
  }

  /** Levenshtein distance, upper and lower case alike. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        boolean same =
            Character.toLowerCase(a.charAt(i - 1)) == Character.toLowerCase(b.charAt(j - 1));
        int substitute = diagonal + (same ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substitute, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
