/** Who a request is charged to, which addresses stand for others, and lists of networks. */
@NullMarked
package dev.portcullis.rules.client;

import org.jspecify.annotations.NullMarked;
