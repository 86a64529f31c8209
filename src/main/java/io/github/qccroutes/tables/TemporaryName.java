package io.github.qccroutes.tables;

import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A name that programs give to files they are still busy with or keep for themselves. Such files
 * are left alone rather than rejected.
 */
public final class TemporaryName {
  /**
   * Hidden files, lists of thumbnails, locks, and what browsers, cloud drives and file transfers
   * put behind the name.
   */
  private static final Pattern TEMPORARY =
      Pattern.compile(
          "[.~].*|.*~|(?:eh)?thumbs(?:_vista)?\\.db|desktop\\.ini|icon\r|@eadir|#recycle"
              + "|\\$recycle\\.bin|system volume information|__macosx"
              + "|.*\\.(?:tmp|temp|swp|part|partial|filepart|crdownload|download|downloading"
              + "|opdownload|uploading|xltd|xltd\\.cfg|td|td\\.cfg|!qb|!ut|bc!|aria2|lock|camellock"
              + "|syncing)");

  private TemporaryName() {}

  /** Whether a file has such a name. */
  public static boolean isOf(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    return TEMPORARY.matcher(name).matches();
  }
}
