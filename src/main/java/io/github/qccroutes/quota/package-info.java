/** The account's quota: read, recorded, watched and shown. */
@NullMarked
package io.github.qccroutes.quota;

import org.jspecify.annotations.NullMarked;
