/** The program as its users meet it: the real jar before a real Apache with PHP, real browsers and real bots. */
@NullMarked
package dev.portcullis.app.e2e;

import org.jspecify.annotations.NullMarked;
