/** What the first message of a TLS connection tells of the program that sent it. */
@NullMarked
package dev.portcullis.core.fingerprint;

import org.jspecify.annotations.NullMarked;
