package io.github.qccroutes.app;

import io.github.qccroutes.store.Dialect;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.provider.ArgumentsSource;
import org.junit.jupiter.params.support.ParameterDeclarations;

/**
 * Runs a parameterized test or class on SQLite, and with {@code -Pfull} on PostgreSQL, too. What is
 * about a database rather than on one names {@code EnumSource(Dialect.class)} and always runs on
 * both.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
@ArgumentsSource(EachDatabase.Tier.class)
public @interface EachDatabase {

  /** What the build says in {@code qccroutes.tier}. */
  final class Tier implements ArgumentsProvider {
    @Override
    public Stream<? extends Arguments> provideArguments(
        ParameterDeclarations parameters, ExtensionContext context) {
      return "full".equals(System.getProperty("qccroutes.tier"))
          ? Stream.of(Dialect.values()).map(Arguments::of)
          : Stream.of(Arguments.of(Dialect.SQLITE));
    }
  }
}
