package org.espalier.report.internal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * A table of the page; the first column holds the rows' headers.
 *
 * @param caption what it shows, and how to read it
 * @param groups heads over the columns, each over several; may be empty
 * @param heads one a column, the first over the row headers
 * @param rows in order
 */
record Table(String caption, List<Head> groups, List<Head> heads, List<Row> rows) {
  /**
   * A head.
   *
   * @param text what it says
   * @param span columns below it
   * @param first whether a group of columns starts here
   */
  record Head(String text, int span, boolean first) {}

  /**
   * A row.
   *
   * @param label its header
   * @param style the method it is about, if any
   * @param entries one a column but the first
   */
  record Row(String label, Collection<Style> style, List<Entry> entries) {}

  /**
   * What stands at one place.
   *
   * @param text the value
   * @param detail what belongs to it, in small
   * @param remark said by a screen reader, shown as a mark: {@code best}, or empty
   * @param look CSS classes
   * @param shade 0 to 100 for the background
   */
  record Entry(String text, String detail, String remark, String look, int shade) {
    static Entry of(String text) {
      return of(text, "");
    }

    static Entry of(String text, String detail) {
      return new Entry(text, detail, "", "", 0);
    }

    Entry remarked(String what) {
      return new Entry(text, detail, what, look + " " + what, shade);
    }

    Entry starting() {
      return new Entry(text, detail, remark, look + " first", shade);
    }

    Entry shaded(double share) {
      int percent = (int) Math.round(100 * Math.min(1, Math.max(0, share)));
      return new Entry(text, detail, remark, look + " shaded", percent);
    }

    /** A sentence rather than a number. */
    Entry prose() {
      return new Entry(text, detail, remark, look + " prose", shade);
    }
  }

  boolean grouped() {
    return !groups.isEmpty();
  }

  /** A table of texts without groups; the first text of a row is its header. */
  static Table plain(String caption, List<String> heads, List<List<String>> rows) {
    return new Table(
        caption,
        List.of(),
        heads.stream().map(h -> new Head(h, 1, false)).toList(),
        rows.stream().map(Table::plainRow).toList());
  }

  private static Row plainRow(List<String> texts) {
    List<Entry> entries = new ArrayList<>();
    for (String text : texts.subList(1, texts.size())) {
      boolean number = text.length() < 24 && text.matches("[-–−0-9].*");
      entries.add(number ? Entry.of(text) : Entry.of(text).prose());
    }
    return new Row(texts.get(0), List.of(), entries);
  }
}
