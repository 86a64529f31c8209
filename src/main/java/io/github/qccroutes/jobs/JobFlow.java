package io.github.qccroutes.jobs;

/**
 * A flow that makes jobs of dropped files.
 *
 * @param name its log, and the folder of its statements below {@code sql/}
 * @param jobPrefix stands before the number of a job, so that a person can tell jobs of several
 *     flows apart
 */
public record JobFlow(String name, String jobPrefix) {

  /** What a person calls a job. */
  public String job(long id) {
    return jobPrefix + id;
  }
}
