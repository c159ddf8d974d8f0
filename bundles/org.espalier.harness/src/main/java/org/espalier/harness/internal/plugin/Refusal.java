package org.espalier.harness.internal.plugin;

/** Names the plugin in what it says of its arguments. */
public final class Refusal {
  private Refusal() {}

  /** The same refusal, its line beginning with the plugin unless it names that already. */
  public static IllegalArgumentException of(String kind, String id, IllegalArgumentException e) {
    String line = String.valueOf(e.getMessage());
    return line.contains(id) ? e : new IllegalArgumentException(kind + " " + id + ": " + line, e);
  }
}
