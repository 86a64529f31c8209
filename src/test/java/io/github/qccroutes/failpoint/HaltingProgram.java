package io.github.qccroutes.failpoint;

import static net.bytebuddy.matcher.ElementMatchers.any;
import static net.bytebuddy.matcher.ElementMatchers.isDeclaredBy;
import static net.bytebuddy.matcher.ElementMatchers.named;

import io.github.qccroutes.cli.QccRoutes;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.nio.charset.StandardCharsets;
import java.nio.file.CopyOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarFile;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.asm.MemberSubstitution;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.pool.TypePool;

/**
 * The program, with its calls of {@link Files#move} led through {@link Failpoints#move}: classes
 * that have any are defined anew before the program loads them.
 */
public final class HaltingProgram {
  private static final String ROOT = "io/github/qccroutes/";

  private HaltingProgram() {}

  /**
   * Runs the program.
   *
   * @param arguments the jar of its classes, then its own arguments
   */
  public static void main(String[] arguments) throws Exception {
    if (System.getProperty(Failpoints.HALT, "").startsWith("move")) {
      watchMoves(Path.of(arguments[0]));
    }
    String[] own = new String[arguments.length - 1];
    System.arraycopy(arguments, 1, own, 0, own.length);
    QccRoutes.main(own);
  }

  private static void watchMoves(Path jar) throws Exception {
    TypePool types = TypePool.Default.ofSystemLoader();
    try (JarFile classes = new JarFile(jar.toFile())) {
      for (String entry : classes.stream().map(Object::toString).toList()) {
        if (entry.startsWith(ROOT) && entry.endsWith(".class") && moves(classes, entry)) {
          String name = entry.replace('/', '.').replaceFirst("\\.class$", "");
          byte[] watched =
              new ByteBuddy()
                  .redefine(
                      types.describe(name).resolve(),
                      ClassFileLocator.ForClassLoader.ofSystemLoader())
                  .visit(
                      MemberSubstitution.relaxed()
                          .method(isDeclaredBy(Files.class).and(named("move")))
                          .replaceWith(
                              Failpoints.class.getMethod(
                                  "move", Path.class, Path.class, CopyOption[].class))
                          .on(any()))
                  .make()
                  .getBytes();
          Class<?> neighbour =
              Class.forName(name.substring(0, name.lastIndexOf('.')) + ".package-info");
          MethodHandles.privateLookupIn(neighbour, MethodHandles.lookup()).defineClass(watched);
        }
      }
    }
  }

  private static boolean moves(JarFile classes, String entry) throws IOException {
    try (InputStream content = classes.getInputStream(classes.getEntry(entry))) {
      String constants = new String(content.readAllBytes(), StandardCharsets.ISO_8859_1);
      return constants.contains("java/nio/file/Files") && constants.contains("\u0004move");
    }
  }
}
