package io.github.qccroutes.partnerships;

import io.github.qccroutes.jobs.JobPages;
import io.github.qccroutes.store.Database;
import io.github.qccroutes.store.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What the answers to a job's calls tell, read off its rows. Whether every pair was compared is
 * read off the calls that were answered, not off the plan.
 *
 * @param names the names that are compared, by line
 * @param refused the calls that were refused, and it is not known on account of which name
 * @param errors what the calls that failed say, each once
 * @param anyDone whether any call was answered
 */
record JobAnswers(
    TreeMap<Long, Name> names,
    ComparedPairs pairs,
    List<RefusalSearch.Refused> refused,
    List<String> errors,
    boolean anyDone) {

  /** A name of the list; {@code refused} is what the provider said, or null. */
  record Name(String text, @Nullable String refused) {}

  static JobAnswers read(Database database, long jobId) {
    TreeMap<Long, Name> names = names(database, jobId);
    ComparedPairs pairs = new ComparedPairs(List.copyOf(names.keySet()));
    List<RefusalSearch.Refused> refused = new ArrayList<>();
    TreeSet<String> errors = new TreeSet<>();
    boolean anyDone = false;
    for (List<Row> page : JobPages.by("id", database, "partnerships/list-calls", jobId)) {
      for (Row call : page) {
        switch (call.text("state")) {
          case "DONE" -> {
            pairs.add(CallLines.of(call.text("lines")));
            anyDone = true;
          }
          case "REFUSED" -> refused.add(refused(call));
          default -> errors.add(call.text("last_error"));
        }
      }
    }
    return new JobAnswers(names, pairs, refused, List.copyOf(errors), anyDone);
  }

  private static TreeMap<Long, Name> names(Database database, long jobId) {
    TreeMap<Long, Name> names = new TreeMap<>();
    for (Row row :
        database.statement("partnerships/list-names").param("jobId", jobId).query(Row::of).list()) {
      boolean refused = row.text("state").equals("REFUSED");
      names.put(row.number("line"), new Name(row.text("name"), refused ? row.text("msg") : null));
    }
    return names;
  }

  private static RefusalSearch.Refused refused(Row call) {
    return new RefusalSearch.Refused(
        call.number("id"),
        CallLines.of(call.text("lines")),
        call.number("probe") > 0,
        (int) call.number("attempts"),
        call.text("last_error"));
  }

  /** What the list calls the company of a line. */
  String name(long line) {
    Name name = names.get(line);
    if (name == null) {
      throw new IllegalStateException("line " + line + " has no name");
    }
    return name.text;
  }

  /** The names that the provider refuses, by line. */
  TreeMap<Long, Name> refusedNames() {
    TreeMap<Long, Name> refusedNames = new TreeMap<>(names);
    refusedNames.values().removeIf(name -> name.refused == null);
    return refusedNames;
  }

  /** How many pairs of companies were not compared. */
  long missing() {
    return names.keySet().stream().mapToLong(line -> pairs.missingAfter(line).size()).sum();
  }

  /** How a person reads of two companies that were not compared. */
  String pair(long line, long other) {
    return name(line) + " + " + name(other);
  }
}
