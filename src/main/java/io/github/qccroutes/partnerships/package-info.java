/** Partnerships: which companies of a list are suppliers or customers of each other. */
@NullMarked
package io.github.qccroutes.partnerships;

import org.jspecify.annotations.NullMarked;
