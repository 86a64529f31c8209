/** Keywords assigned to logins, or taken from them, from dropped files in the fewest calls. */
@NullMarked
package io.github.qccroutes.assignments;

import org.jspecify.annotations.NullMarked;
