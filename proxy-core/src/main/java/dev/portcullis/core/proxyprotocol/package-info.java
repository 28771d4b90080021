/**
 * The PROXY protocol, versions 1 and 2: the header by which one end of a connection tells the other for whom it connects.
 * Source: "The PROXY protocol", HAProxy's doc/proxy-protocol.txt, section 2.
 */
@NullMarked
package dev.portcullis.core.proxyprotocol;

import org.jspecify.annotations.NullMarked;
