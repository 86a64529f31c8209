package io.github.qccroutes.failpoint;

import static net.bytebuddy.matcher.ElementMatchers.any;
import static net.bytebuddy.matcher.ElementMatchers.isDeclaredBy;
import static net.bytebuddy.matcher.ElementMatchers.isPublic;
import static net.bytebuddy.matcher.ElementMatchers.nameStartsWith;
import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.none;
import static net.bytebuddy.matcher.ElementMatchers.takesArguments;

import io.github.qccroutes.cli.QccRoutes;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.CopyOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarFile;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.asm.AsmVisitorWrapper;
import net.bytebuddy.asm.MemberSubstitution;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.pool.TypePool;

/**
 * The program, with its calls of {@link Files#move} led through {@link Failpoints#move}, or with
 * {@link PostgresqlCommits} told by the driver: the classes concerned are defined anew before the
 * program loads them.
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
    String halt = System.getProperty(Failpoints.HALT, "");
    if (halt.startsWith("move")) {
      watchMoves(Path.of(arguments[0]));
    } else if (halt.startsWith("commit")) {
      watchCommits();
    }
    String[] own = new String[arguments.length - 1];
    System.arraycopy(arguments, 1, own, 0, own.length);
    QccRoutes.main(own);
  }

  private static void watchMoves(Path jar) throws Exception {
    Method move = Failpoints.class.getMethod("move", Path.class, Path.class, CopyOption[].class);
    try (JarFile classes = new JarFile(jar.toFile())) {
      for (String entry : classes.stream().map(Object::toString).toList()) {
        if (entry.startsWith(ROOT) && entry.endsWith(".class") && moves(classes, entry)) {
          String name = entry.replace('/', '.').replaceFirst("\\.class$", "");
          define(
              name,
              name.substring(0, name.lastIndexOf('.')) + ".package-info",
              MemberSubstitution.relaxed()
                  .method(isDeclaredBy(Files.class).and(named("move")))
                  .replaceWith(move)
                  .on(any()));
        }
      }
    }
  }

  private static void watchCommits() throws Exception {
    String neighbour = "org.postgresql.jdbc.AutoSave";
    define(
        "org.postgresql.jdbc.PgStatement",
        neighbour,
        Advice.to(PostgresqlCommits.AfterExecute.class).on(named("executeBatch")));
    define(
        "org.postgresql.jdbc.PgPreparedStatement",
        neighbour,
        Advice.to(PostgresqlCommits.AfterExecute.class)
            .on(nameStartsWith("execute").and(isPublic()).and(takesArguments(0))));
    define(
        "org.postgresql.jdbc.PgConnection",
        neighbour,
        Advice.to(PostgresqlCommits.BeforePrepare.class)
            .on(named("prepareStatement").and(takesArguments(4))),
        Advice.to(PostgresqlCommits.BeforeCommit.class).on(named("commit").and(takesArguments(0))),
        Advice.to(PostgresqlCommits.BeforeRollback.class)
            .on(named("rollback").and(takesArguments(0))));
  }

  /**
   * Defines a class with changes.
   *
   * @param neighbour a class of the same package, which may be loaded
   */
  private static void define(String name, String neighbour, AsmVisitorWrapper... changes)
      throws Exception {
    byte[] changed =
        new ByteBuddy()
            // lambdas, which it leaves alone otherwise
            .ignore(none())
            .redefine(
                TypePool.Default.ofSystemLoader().describe(name).resolve(),
                ClassFileLocator.ForClassLoader.ofSystemLoader())
            .visit(new AsmVisitorWrapper.Compound(changes))
            .make()
            .getBytes();
    MethodHandles.privateLookupIn(Class.forName(neighbour), MethodHandles.lookup())
        .defineClass(changed);
  }

  private static boolean moves(JarFile classes, String entry) throws IOException {
    try (InputStream content = classes.getInputStream(classes.getEntry(entry))) {
      String constants = new String(content.readAllBytes(), StandardCharsets.ISO_8859_1);
      return constants.contains("java/nio/file/Files") && constants.contains("\u0004move");
    }
  }
}
