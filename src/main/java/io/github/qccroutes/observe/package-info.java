/** What operators see of a running node: its log, health and metrics. */
@NullMarked
package io.github.qccroutes.observe;

import org.jspecify.annotations.NullMarked;
