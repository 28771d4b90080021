/** The program: joins the data path, policy, metrics and administration. */
@NullMarked
package dev.portcullis.app;

import org.jspecify.annotations.NullMarked;
