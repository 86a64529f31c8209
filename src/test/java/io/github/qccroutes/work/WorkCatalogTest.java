package io.github.qccroutes.work;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriPath;
import org.junit.jupiter.api.Test;

/** The catalog entry, which editors read, says of each option what the endpoint says. */
class WorkCatalogTest {
  private static final Path ENTRY =
      Path.of("src/main/resources/META-INF/io/github/qccroutes/work/work.json");

  @Test
  void listsTheOptionsOfTheEndpointAndNoOthers() throws IOException {
    JsonNode entry = new ObjectMapper().readTree(Files.readString(ENTRY));
    Map<String, String> expected = new TreeMap<>();
    for (Class<?> type = WorkEndpoint.class; type != Object.class; type = type.getSuperclass()) {
      for (Field field : type.getDeclaredFields()) {
        UriParam option = field.getAnnotation(UriParam.class);
        UriPath path = field.getAnnotation(UriPath.class);
        // Of what each endpoint of Camel has, only the name is ours to check.
        if (option != null && type == WorkEndpoint.class) {
          expected.put(
              field.getName(),
              String.join(
                  "|",
                  "parameter",
                  type(field),
                  option.label(),
                  option.defaultValue(),
                  option.description()));
        } else if (path != null) {
          expected.put(field.getName(), "path|" + type(field) + "|||" + path.description());
        } else if (option != null && !field.getName().equals("autowiredEnabled")) {
          expected.put(field.getName(), "of Camel");
        }
      }
    }
    Map<String, String> listed = new TreeMap<>();
    entry
        .get("properties")
        .properties()
        .forEach(
            each -> {
              JsonNode option = each.getValue();
              listed.put(
                  each.getKey(),
                  "of Camel".equals(expected.get(each.getKey()))
                      ? "of Camel"
                      : String.join(
                          "|",
                          option.path("kind").asText(),
                          option.path("type").asText(),
                          option.path("label").asText(),
                          option.path("defaultValue").asText(),
                          option.path("description").asText()));
            });

    assertThat(listed).isEqualTo(expected).containsKeys("table", "claim", "pollMs");
    assertThat(entry.at("/component/javaType").asText()).isEqualTo(WorkComponent.class.getName());
    assertThat(entry.at("/component/syntax").asText()).isEqualTo("work:table");
  }

  private static String type(Field field) {
    return field.getType() == String.class ? "string" : "integer";
  }
}
