/** Rules and the other settings of policy, as the administrator wrote them and the configuration checked them. */
@NullMarked
package dev.portcullis.rules.rule;

import org.jspecify.annotations.NullMarked;
