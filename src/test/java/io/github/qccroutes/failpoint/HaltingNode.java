package io.github.qccroutes.failpoint;

import io.github.qccroutes.cli.Installation;
import io.github.qccroutes.cli.Program;
import io.github.qccroutes.cli.ShippedClasses;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Starts nodes that end themselves at a failpoint. Thread-safe. */
public final class HaltingNode {
  private static final String PROGRAM = "io.github.qccroutes.failpoint.HaltingProgram";

  private HaltingNode() {}

  /**
   * Starts a node.
   *
   * @param failpoint where it ends, as in the package's description; empty for nowhere
   * @param fault {@code <step>=<exception class>} for what goes wrong there; empty for nothing
   */
  public static Program start(Installation installation, String failpoint, String fault) {
    return launch(
        installation,
        "-D" + Failpoints.HALT + "=" + numbered(failpoint),
        "-D" + Failpoints.FAULT + "=" + fault);
  }

  private static Program launch(Installation installation, String... own) {
    ShippedClasses shipped = ShippedClasses.get();
    List<String> options = new ArrayList<>(List.of(own));
    options.addAll(shipped.options());
    return Program.startMain(
        installation.home(),
        installation.environment(),
        options,
        shipped.classPath() + File.pathSeparator + Halting.JAR,
        PROGRAM,
        shipped.main().toString(),
        "run");
  }

  private static String numbered(String failpoint) {
    return failpoint.isEmpty() || failpoint.contains("#") ? failpoint : failpoint + "#1";
  }

  /** What a node needs beside the program to end itself. */
  private static final class Halting {
    static final Path JAR = prepare();

    private static Path prepare() {
      Path tests =
          Path.of(HaltingNode.class.getProtectionDomain().getCodeSource().getLocation().getPath());
      try {
        Path jar = Files.createTempFile("qcc-halting-", ".jar");
        jar.toFile().deleteOnExit();
        return ShippedClasses.jar(
            jar,
            tests,
            tests.resolve(HaltingNode.class.getPackageName().replace('.', '/')),
            Map.of(
                "META-INF/services/org.apache.camel.spi.ContextServicePlugin",
                FailpointPlugin.class.getName()));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
