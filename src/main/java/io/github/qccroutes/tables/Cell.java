package io.github.qccroutes.tables;

import org.jspecify.annotations.Nullable;

/**
 * The text of one column of one row.
 *
 * @param fault why the text is not what the user wrote, or null
 */
record Cell(String text, @Nullable Message fault) {
  static final Cell BLANK = new Cell("", null);

  static Cell of(String text) {
    return text.isEmpty() ? BLANK : new Cell(text, null);
  }

  boolean isBlank() {
    return fault == null && Invisible.isBlank(text);
  }
}
