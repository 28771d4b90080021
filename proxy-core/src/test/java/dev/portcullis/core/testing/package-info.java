/** What tests of the data path share: a scripted origin, a raw client, a policy told what to say. */
@NullMarked
package dev.portcullis.core.testing;

import org.jspecify.annotations.NullMarked;
