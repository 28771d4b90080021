/** What outlives the process: bans, and what else policy is to find again, in one file of the state directory. */
@NullMarked
package dev.portcullis.app.store;

import org.jspecify.annotations.NullMarked;
