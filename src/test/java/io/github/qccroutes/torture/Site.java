package io.github.qccroutes.torture;

import io.github.qccroutes.app.LiveFolder;
import io.github.qccroutes.cli.Records;
import io.github.qccroutes.sandbox.Simulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Random;

/**
 * Where the nodes work: their provider, their database and their data folder.
 *
 * @param random the one source of chance of a run
 */
record Site(Simulator provider, Records records, Path data, Random random) {

  /** Lets a whole file appear in the inbox of a flow. */
  void drop(String flow, String name, String text) throws IOException {
    Path part = data.resolveSibling(name);
    Files.writeString(part, text);
    Files.move(
        part, data.resolve("inbox").resolve(flow).resolve(name), StandardCopyOption.ATOMIC_MOVE);
  }

  List<Path> files(String where, String ending) throws IOException {
    return LiveFolder.files(data.resolve(where)).stream()
        .filter(file -> file.toString().endsWith(ending))
        .toList();
  }

  /** The one result of a dropped file. */
  static Path resultOf(String name, List<Path> results) {
    String stem = name.substring(0, name.lastIndexOf('.')) + "-";
    List<Path> own =
        results.stream()
            .filter(each -> each.getFileName().toString().matches(stem + "\\d+\\.result\\.csv"))
            .toList();
    if (own.size() != 1) {
      throw new AssertionError("results of " + name + ": " + own);
    }
    return own.get(0);
  }
}
