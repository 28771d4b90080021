/** Certificates that the program gets from an authority by itself (ACME, RFC 8555). */
@NullMarked
package dev.portcullis.app.acme;

import org.jspecify.annotations.NullMarked;
