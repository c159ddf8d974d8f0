package org.espalier.core.npy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The Python dictionary of a header: the keys {@code descr}, {@code fortran_order} and {@code
 * shape}, each once, in any order; nothing else of Python is understood.
 */
final class HeaderText {
  /** The text is not such a dictionary; the message goes behind the file's name. */
  static final class MalformedException extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedException(String message) {
      super(message);
    }
  }

  private final String text;
  private int at;
  private @Nullable String dtype;
  private @Nullable Boolean fortranOrder;
  private @Nullable List<Integer> shape;

  HeaderText(String text) {
    this.text = text;
  }

  /** Reads the whole text; the data offset is the caller's to know. */
  NpyHeader parse(int dataOffset) throws MalformedException {
    expect('{');
    while (!accept('}')) {
      String key = quoted();
      expect(':');
      switch (key) {
        case "descr" -> dtype = once(key, dtype, elementType());
        case "fortran_order" -> fortranOrder = once(key, fortranOrder, truth());
        case "shape" -> shape = once(key, shape, axes());
        default -> throw new MalformedException("its header has the unknown key " + shown(key));
      }
      if (!accept(',')) {
        expect('}');
        break;
      }
    }
    skipBlanks();
    if (at < text.length()) {
      throw malformed("nothing more");
    }
    return new NpyHeader(
        present("descr", dtype),
        present("shape", shape),
        present("fortran_order", fortranOrder),
        dataOffset);
  }

  /** The header as NumPy writes it, without its padding. */
  static String of(String dtype, List<Integer> shape, boolean fortranOrder) {
    String axes = shape.stream().map(String::valueOf).collect(Collectors.joining(", "));
    return "{'descr': '%s', 'fortran_order': %s, 'shape': (%s), }"
        .formatted(dtype, fortranOrder ? "True" : "False", shape.size() == 1 ? axes + "," : axes);
  }

  private String elementType() throws MalformedException {
    if (next() == '[') {
      throw new MalformedException(
          "it is a structured array; save each field as an array of its own");
    }
    String code = quoted();
    if (code.startsWith(">")) {
      throw new MalformedException(
          "it is big-endian, " + shown(code) + "; save it as array.astype(numpy.float32)");
    }
    if (code.endsWith("O")) {
      throw new MalformedException(
          "it holds Python objects; save it as numbers, array.astype(numpy.float32)");
    }
    Optional<ElementType> known = ElementType.find(code);
    if (known.isEmpty()) {
      throw new MalformedException(
          "it holds elements of type %s; save it as one of %s"
              .formatted(shown(code), ElementType.known()));
    }
    return code;
  }

  private List<Integer> axes() throws MalformedException {
    List<Integer> axes = new ArrayList<>();
    expect('(');
    while (!accept(')')) {
      axes.add(axis());
      if (!accept(',')) {
        if (axes.size() == 1) {
          throw malformed("a comma");
        }
        expect(')');
        break;
      }
    }
    return axes;
  }

  private int axis() throws MalformedException {
    skipBlanks();
    int start = at;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    String digits = text.substring(start, at);
    if (digits.isEmpty()) {
      throw malformed("an axis length");
    }
    // Python 2 wrote long integers with an L.
    accept('L');
    try {
      return Integer.parseInt(digits);
    } catch (NumberFormatException e) {
      throw new MalformedException("an axis of " + shown(digits) + " is beyond 2^31 - 1");
    }
  }

  private boolean truth() throws MalformedException {
    skipBlanks();
    for (boolean value : new boolean[] {true, false}) {
      String word = value ? "True" : "False";
      if (text.startsWith(word, at)) {
        at += word.length();
        return value;
      }
    }
    throw malformed("True or False");
  }

  private String quoted() throws MalformedException {
    char quote = next();
    int end = quote == '\'' || quote == '"' ? text.indexOf(quote, at + 1) : -1;
    if (end < 0) {
      throw malformed("a quoted text");
    }
    String content = text.substring(at + 1, end);
    at = end + 1;
    return content;
  }

  private void expect(char c) throws MalformedException {
    if (!accept(c)) {
      throw malformed("'" + c + "'");
    }
  }

  private boolean accept(char c) {
    boolean there = next() == c;
    at += there ? 1 : 0;
    return there;
  }

  /** The next character that is not blank, or NUL at the end. */
  private char next() {
    skipBlanks();
    return at < text.length() ? text.charAt(at) : '\0';
  }

  private void skipBlanks() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private static <T> T once(String key, @Nullable T before, T value) throws MalformedException {
    if (before != null) {
      throw new MalformedException("its header has '" + key + "' twice");
    }
    return value;
  }

  private static <T> T present(String key, @Nullable T value) throws MalformedException {
    if (value == null) {
      throw new MalformedException("its header has no '" + key + "'");
    }
    return value;
  }

  /** What a file says, short and printable, as it may be anything. */
  private static String shown(String text) {
    String head = text.substring(0, Math.min(text.length(), 30));
    return "'" + head.replaceAll("\\P{Print}", "?") + (head.equals(text) ? "'" : "...'");
  }

  private MalformedException malformed(String expected) {
    return new MalformedException(
        "its header is damaged at character %d, where %s is expected".formatted(at, expected));
  }
}
