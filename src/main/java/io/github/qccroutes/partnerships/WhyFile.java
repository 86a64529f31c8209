package io.github.qccroutes.partnerships;

import io.github.qccroutes.jobs.JobPages;
import io.github.qccroutes.store.Database;
import io.github.qccroutes.store.Row;
import io.github.qccroutes.tables.WholeFile;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The {@code .why.txt} of a job in which not every company was compared with each other: which were
 * not, and why. Thread-safe.
 */
final class WhyFile {
  /** Names compared with none are not paired with each other one in a file longer than this. */
  private static final long LONG_LIST = 10_000;

  private final Database database;

  WhyFile(Database database) {
    this.database = database;
  }

  /** Writes the file. */
  void write(Path target, long jobId, JobAnswers answers, long missing, long invalid)
      throws IOException {
    try (WholeFile file = WholeFile.create(target);
        Writer out =
            new BufferedWriter(new OutputStreamWriter(file.stream(), StandardCharsets.UTF_8))) {
      out.write("\uFEFF任务 " + PartnershipJobs.FLOW.job(jobId) + " 未能比对全部公司\n");
      out.write("Not all companies of job " + PartnershipJobs.FLOW.job(jobId));
      out.write(" were compared with each other\n");
      if (invalid > 0) {
        out.write("\n无效的行，未比对 Invalid lines, not compared:\n");
        writeInvalid(jobId, out);
      }
      Map<Long, JobAnswers.Name> refused = answers.refusedNames();
      if (!refused.isEmpty()) {
        out.write("\n服务商拒绝的公司名 Names that the provider refuses:\n");
        for (Map.Entry<Long, JobAnswers.Name> name : refused.entrySet()) {
          out.write(line(name.getKey(), name.getValue().text(), name.getValue().refused()));
        }
      }
      if (!answers.errors().isEmpty()) {
        out.write("\n未成功的调用 Calls that failed:\n");
        for (String error : answers.errors()) {
          out.write(error + "\n");
        }
      }
      if (missing > 0) {
        out.write("\n未比对的公司 Pairs that were not compared (" + missing + "):\n");
        writePairs(answers, missing > LONG_LIST, out);
      }
      out.flush();
      file.commit();
    }
  }

  private void writeInvalid(long jobId, Writer out) throws IOException {
    for (List<Row> page : JobPages.by("line", database, "partnerships/list-invalid", jobId)) {
      for (Row row : page) {
        out.write(line(row.number("line"), row.text("name"), row.text("msg")));
      }
    }
  }

  private static String line(long line, String name, @Nullable String reason) {
    return "第 %d 行 line %d: %s: %s%n"
        .formatted(line, line, name.replaceAll("\\p{Cntrl}", " "), reason);
  }

  private static void writePairs(JobAnswers answers, boolean inShort, Writer out)
      throws IOException {
    for (long line : answers.names().keySet()) {
      if (inShort && !answers.pairs().isAnswered(line)) {
        out.write(answers.name(line) + " + 其余全部 all the others\n");
        continue;
      }
      for (long other : answers.pairs().missingAfter(line)) {
        if (!inShort || answers.pairs().isAnswered(other)) {
          out.write(answers.pair(line, other) + "\n");
        }
      }
    }
  }
}
