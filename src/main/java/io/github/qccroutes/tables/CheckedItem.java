package io.github.qccroutes.tables;

import org.jspecify.annotations.Nullable;

/**
 * An item that was checked.
 *
 * @param text what is sent, or what there is to show
 * @param reason why it must not be sent, or null
 */
record CheckedItem(String text, @Nullable Message reason) {}
