/** Configuration read once at start, and the masking of its secrets. */
@NullMarked
package io.github.qccroutes.config;

import org.jspecify.annotations.NullMarked;
