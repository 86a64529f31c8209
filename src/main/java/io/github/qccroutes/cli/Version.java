package io.github.qccroutes.cli;

import picocli.CommandLine.IVersionProvider;

/** The program's version, as the build wrote it into the jar. */
final class Version implements IVersionProvider {

  /** Such as {@code 0.1.0}; of classes that are in no jar it says so. */
  static String text() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "(development)" : version;
  }

  @Override
  public String[] getVersion() {
    return new String[] {"qcc-routes " + text()};
  }
}
