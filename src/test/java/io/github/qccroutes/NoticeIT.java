package io.github.qccroutes;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.mapping;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/**
 * {@code NOTICE} names every library that ships with its licence, as the bill of materials has
 * them. {@code -Dqccroutes.write=true} writes it instead.
 */
final class NoticeIT {
  private static final Path SBOM = Path.of("target/sbom.cdx.json");
  private static final Path NOTICE = Path.of("NOTICE");

  @Test
  void namesEveryLibraryWithItsLicence() throws IOException {
    assumeTrue(Files.exists(SBOM), "there is no bill of materials: Maven is offline");
    String notice = notice();
    if (Boolean.getBoolean("qccroutes.write")) {
      Files.writeString(NOTICE, notice);
    }
    assertThat(NOTICE).as("made anew by: mvn verify -Dqccroutes.write=true").hasContent(notice);
  }

  private static String notice() throws IOException {
    JsonNode components = new ObjectMapper().readTree(SBOM.toFile()).path("components");
    return """
        qcc-routes
        Copyright 2026 the authors of qcc-routes

        Licensed under the Apache License, Version 2.0; see LICENSE.

        The installation holds these libraries, each under its own licence. Where there are several,
        you may choose. Their texts are in the libraries' jars below lib/.

        """
        + StreamSupport.stream(components.spliterator(), false)
            .collect(
                groupingBy(NoticeIT::licence, TreeMap::new, mapping(NoticeIT::library, joining())))
            .entrySet()
            .stream()
            .map(licence -> licence.getKey() + "\n" + licence.getValue())
            .collect(joining("\n"));
  }

  private static String library(JsonNode component) {
    return "  %s:%s %s\n"
        .formatted(
            component.path("group").asText(),
            component.path("name").asText(),
            component.path("version").asText());
  }

  private static String licence(JsonNode component) {
    String licences =
        StreamSupport.stream(component.path("licenses").spliterator(), false)
            .map(
                each ->
                    each.has("expression")
                        ? each.path("expression").asText()
                        : each.path("license")
                            .path("id")
                            .asText(each.path("license").path("name").asText()))
            .collect(joining(" or "));
    assertThat(licences).as("the licence of %s", library(component)).isNotBlank();
    return licences;
  }
}
