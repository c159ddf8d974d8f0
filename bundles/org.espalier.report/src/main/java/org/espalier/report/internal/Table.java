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
  private static final int MANY = 15;

  /**
   * A head.
   *
   * @param text what it says
   * @param span columns below it
   * @param look CSS classes: {@code first} where a group of columns starts
   */
  record Head(String text, int span, String look) {}

  /**
   * A row.
   *
   * @param label its header
   * @param style the method it is about, if any
   * @param entries one a column but the first
   */
  record Row(String label, Collection<Style> style, List<Entry> entries) {
    /**
     * The header in pieces between which a line may end: after a colon, an equals sign, a comma.
     */
    List<String> parts() {
      return List.of(label.split("(?<=[:=,])"));
    }
  }

  /**
   * What stands at one place.
   *
   * @param text the value
   * @param details what belongs to it, in small, one a line
   * @param remark said by a screen reader, shown as a mark: {@code best}, or empty
   * @param look CSS classes
   * @param shade 0 to 100 for the background
   */
  record Entry(String text, List<String> details, String remark, String look, int shade) {
    /** With what belongs to it; empty details are left out. */
    static Entry of(String text, String... details) {
      return of(text, List.of(details));
    }

    static Entry of(String text, List<String> details) {
      return new Entry(text, details.stream().filter(d -> !d.isEmpty()).toList(), "", "", 0);
    }

    Entry remarked(String what) {
      return new Entry(text, details, what, look + " " + what, shade);
    }

    Entry starting() {
      return new Entry(text, details, remark, look + " first", shade);
    }

    Entry shaded(double share) {
      int percent = (int) Math.round(100 * Math.min(1, Math.max(0, share)));
      return new Entry(text, details, remark, look + " shaded", percent);
    }

    /** A sentence rather than a number. */
    Entry prose() {
      return new Entry(text, details, remark, look + " prose", shade);
    }
  }

  /** Whether there are so many columns that they need a smaller letter. */
  boolean many() {
    return heads.size() > MANY;
  }

  boolean grouped() {
    return !groups.isEmpty();
  }

  /**
   * A table of texts without groups; the first text of a row is its header, and a column of which
   * not even half are numbers is set as prose.
   */
  static Table plain(String caption, List<String> heads, List<List<String>> rows) {
    List<Boolean> prose = new ArrayList<>();
    for (int i = 0; i < heads.size(); i++) {
      int column = i;
      long numbers = rows.stream().filter(row -> isNumber(row.get(column))).count();
      prose.add(2 * numbers < rows.size());
    }
    List<Head> titles = new ArrayList<>();
    for (int i = 0; i < heads.size(); i++) {
      titles.add(new Head(heads.get(i), 1, prose.get(i) ? "prose" : ""));
    }
    return new Table(
        caption, List.of(), titles, rows.stream().map(row -> plainRow(row, prose)).toList());
  }

  private static Row plainRow(List<String> texts, List<Boolean> prose) {
    List<Entry> entries = new ArrayList<>();
    for (int i = 1; i < texts.size(); i++) {
      Entry entry = Entry.of(texts.get(i));
      entries.add(prose.get(i) ? entry.prose() : entry);
    }
    return new Row(texts.get(0), List.of(), entries);
  }

  private static boolean isNumber(String text) {
    return text.matches("–|−?[0-9.]+(e[−+]?[0-9]+)?( (of|to|±) −?[0-9].*)?");
  }
}
