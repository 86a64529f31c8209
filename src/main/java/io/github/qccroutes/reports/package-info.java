/** Ordering the daily, weekly and monthly report, waiting for it and storing it. */
@NullMarked
package io.github.qccroutes.reports;

import org.jspecify.annotations.NullMarked;
