/** Short names for long texts that strangers choose: fingerprints under a secret key. */
@NullMarked
package dev.portcullis.rules.hash;

import org.jspecify.annotations.NullMarked;
