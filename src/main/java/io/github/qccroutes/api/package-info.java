/** The one signed call to the provider: signature, slots, holds, and what an answer means. */
@NullMarked
package io.github.qccroutes.api;

import org.jspecify.annotations.NullMarked;
