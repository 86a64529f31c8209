package io.github.qccroutes.torture;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qccroutes.sandbox.Company;
import io.github.qccroutes.sandbox.Ledger;
import io.github.qccroutes.sandbox.Partnership;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Lists of companies whose pairs are to be asked for. */
final class PartnershipWork implements Work {
  private static final int COMPANIES = 200;

  private final Site site;
  private final Map<String, List<String>> dropped = new LinkedHashMap<>();

  PartnershipWork(Site site) {
    this.site = site;
    site.provider()
        .partnerships()
        .relate(
            IntStream.range(0, COMPANIES - 1)
                .mapToObj(n -> Partnership.sample(n, name(n), name(n + 1)))
                .toArray(Partnership[]::new));
  }

  @Override
  public void add() throws IOException {
    Set<String> names = new TreeSet<>();
    for (int n = 1 + site.random().nextInt(60); n >= 0; n--) {
      names.add(name(site.random().nextInt(COMPANIES)));
    }
    if (names.size() > 1) {
      String file = "客户-" + dropped.size() + ".txt";
      site.drop("partnerships", file, String.join("\n", names) + "\n");
      dropped.put(file, new ArrayList<>(names));
    }
  }

  @Override
  public Map<String, Long> end() {
    return Map.of(
        "select count(*) from partnership_job",
        (long) dropped.size(),
        "select count(*) from partnership_job where finished_at is null or moved_at is null",
        0L);
  }

  @Override
  public void compare(Figures figures) throws IOException {
    Set<Ledger.Pair> wanted = new HashSet<>();
    Set<String> relations = new TreeSet<>();
    List<Path> results = site.files("results/partnerships", ".result.csv");
    assertThat(results).hasSameSizeAs(dropped.keySet());
    for (Map.Entry<String, List<String>> file : dropped.entrySet()) {
      List<String> names = file.getValue();
      for (int i = 0; i < names.size(); i++) {
        for (int j = i + 1; j < names.size(); j++) {
          wanted.add(Ledger.Pair.of(names.get(i), names.get(j)));
        }
      }
      Set<String> own =
          IntStream.range(0, COMPANIES - 1)
              .filter(n -> names.contains(name(n)) && names.contains(name(n + 1)))
              .mapToObj(n -> name(n) + "," + name(n + 1))
              .collect(Collectors.toSet());
      List<String> told = Files.readAllLines(Site.resultOf(file.getKey(), results));
      assertThat(told.stream().skip(1).map(line -> line.replaceFirst("^([^,]*,[^,]*),.*", "$1")))
          .as(file.getKey())
          .containsExactlyInAnyOrderElementsOf(own);
      relations.addAll(own);
    }
    assertThat(site.provider().ledger().pairsAsked()).as("pairs asked").containsAll(wanted);
    assertThat(site.records().count("select count(*) from partnership_relation"))
        .isEqualTo(relations.size());
    assertThat(site.records().count("select count(*) from partnership_job where state <> 'DONE'"))
        .isZero();
    figures.put("pairs", wanted.size());
  }

  private static String name(int n) {
    return Company.sample(n).name();
  }
}
