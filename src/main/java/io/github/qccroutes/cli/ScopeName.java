package io.github.qccroutes.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The name of a folder below {@code inbox/sync}, as typed: a list can lie in no other scope. */
final class ScopeName implements ITypeConverter<String> {
  @Override
  public String convert(String typed) {
    if (typed.isBlank() || typed.startsWith(".") || typed.matches(".*[/\\\\].*")) {
      throw new TypeConversionException(
          "“" + typed + "” 不是 inbox/sync 下的文件夹名 is no name of a folder below inbox/sync");
    }
    return typed;
  }
}
