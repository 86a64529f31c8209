package io.github.qccroutes.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class ApplicationPropertiesTest {
  private static final Path FILE = Path.of("application.properties");

  @TestFactory
  List<DynamicTest> explainsEachKeyAndGivesItsDefault() throws IOException {
    List<String> lines = Files.readAllLines(FILE);
    List<DynamicTest> tests = new ArrayList<>();
    for (Setting setting : SettingCatalog.ALL) {
      tests.add(
          DynamicTest.dynamicTest(
              setting.key(),
              () -> assertThat(lines).containsSequence(comment(setting), assignment(setting))));
    }
    return tests;
  }

  @Test
  void holdsNoOtherKey() throws IOException {
    List<String> known = SettingCatalog.ALL.stream().map(Setting::key).toList();

    assertThat(Files.readAllLines(FILE))
        .filteredOn(line -> line.matches("#?[A-Za-z0-9._-]+=.*"))
        .extracting(line -> line.substring(0, line.indexOf('=')).replace("#", ""))
        .containsExactlyElementsOf(known);
  }

  @Test
  void readsBackAsTheDefaults() throws IOException {
    Properties properties = new Properties();
    properties.load(new StringReader(Files.readString(FILE)));

    for (Setting setting : SettingCatalog.ALL) {
      assertThat(properties.getProperty(setting.key()))
          .as(setting.key())
          .isEqualTo(setting.defaultValue());
    }
  }

  @Test
  void isAcceptedAsItIsShipped() {
    Path home = FILE.toAbsolutePath().getParent();
    Settings shipped = Settings.load(home, Map.of(), new Properties());
    Settings defaults = Settings.load(home.resolve("nowhere"), Map.of(), new Properties());

    assertThat(shipped.text("qcc.push.path")).isEqualTo(defaults.text("qcc.push.path"));
    assertThat(shipped.warnings()).isEmpty();
  }

  @Test
  void givesEachKeyAnEnvironmentNameOfItsOwn() {
    assertThat(SettingCatalog.ALL).extracting(Setting::environmentName).doesNotHaveDuplicates();
  }

  private static String comment(Setting setting) {
    String byDefault = setting.defaultValue() == null ? "" : "; default " + setting.defaultValue();
    return "# %s (%s%s)".formatted(setting.description(), setting.type().accepted(), byDefault);
  }

  private static String assignment(Setting setting) {
    return setting.defaultValue() == null
        ? "#" + setting.key() + "="
        : setting.key() + "=" + setting.defaultValue().replace("\\", "\\\\");
  }
}
