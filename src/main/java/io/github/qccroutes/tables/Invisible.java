package io.github.qccroutes.tables;

import java.util.Locale;

/**
 * Characters that nobody sees: white space, controls, byte order marks, marks of direction, joiners
 * and the like. Around an item they mean nothing, within one they make it another item than the one
 * that is seen.
 */
final class Invisible {
  private Invisible() {}

  /** Whether a character is invisible or a blank. */
  static boolean isBlank(int c) {
    return Blank.is(c) || is(c);
  }

  static boolean isBlank(String text) {
    return text.codePoints().allMatch(Invisible::isBlank);
  }

  /** Whether a character is invisible and takes no room as a blank does. */
  static boolean is(int c) {
    int type = Character.getType(c);
    return type == Character.CONTROL
        || type == Character.FORMAT
        || type == Character.SURROGATE
        || type == Character.LINE_SEPARATOR
        || type == Character.PARAGRAPH_SEPARATOR
        || isFiller(c)
        || (c & 0xFFFE) == 0xFFFE
        || (c >= 0xFDD0 && c <= 0xFDEF);
  }

  /**
   * Letters and marks that have no shape (Unicode: Default_Ignorable_Code_Point; Braille blank).
   */
  private static boolean isFiller(int c) {
    return c == 0x034F
        || c == 0x115F
        || c == 0x1160
        || (c >= 0x180B && c <= 0x180F)
        || c == 0x2800
        || c == 0x3164
        || (c >= 0xFE00 && c <= 0xFE0F)
        || c == 0xFFA0
        || (c >= 0xE0100 && c <= 0xE01EF);
  }

  /** The text without what is invisible before and behind it. */
  static String strip(String text) {
    int start = 0;
    int end = text.length();
    while (start < end && isBlank(text.codePointAt(start))) {
      start += Character.charCount(text.codePointAt(start));
    }
    while (end > start && isBlank(text.codePointBefore(end))) {
      end -= Character.charCount(text.codePointBefore(end));
    }
    return text.substring(start, end);
  }

  /** A character as a person looks it up: {@code U+200B ZERO WIDTH SPACE}. */
  static String name(int c) {
    String name = Character.getName(c);
    return "U+%04X".formatted(c) + (name == null ? "" : " " + name.toUpperCase(Locale.ROOT));
  }
}
