/** What keeps a mistake, of a rule or of the set-up, from locking visitors and administrators out. */
@NullMarked
package dev.portcullis.rules.safety;

import org.jspecify.annotations.NullMarked;
