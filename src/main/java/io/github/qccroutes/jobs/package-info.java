/**
 * What flows of dropped files share: a file becomes a job, the job gets calls, is held or let run,
 * and each call has its fate. Knows the tables of a flow by the names of its statements only.
 */
@NullMarked
package io.github.qccroutes.jobs;

import org.jspecify.annotations.NullMarked;
