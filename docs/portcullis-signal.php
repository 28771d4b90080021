<?php
/**
 * Tells Portcullis what the application knows of a request: a failed login, spam, a hack attempt.
 *
 * Include this file and call portcullis_signal() before the first output. The field goes to Portcullis alone: it is taken
 * out of the response, and a visitor who sends one is not heard. Without Portcullis in front it is harmless.
 *
 *   portcullis_signal('ban 1h', 'posted spam three times');  // the rule origin-signal: this visitor is refused for an hour
 *   portcullis_signal('failed-login');                       // counted by rules with count = failed-logins
 *   portcullis_signal('add 20', 'comment with nine links');  // a rule with where { origin-signal = "add *" }, add = 1
 *   portcullis_signal('hack-attempt', 'SQL in a cookie');    // a rule with where { origin-signal = "hack-attempt" }
 *
 * Durations: 90s, 15m, 1h, 2d. The reason is for people: it stands in the log and in "portcullis ban why".
 */
function portcullis_signal(string $what, string $reason = ''): void
{
    if (headers_sent()) {
        return;
    }
    // A header is one line of visible ASCII, and a semicolon begins the reason.
    $clean = fn (string $text): string => trim(preg_replace('/[^\x20-\x7e]+/', ' ', $text));
    $signal = str_replace(';', ',', $clean($what));
    // Another plugin may have said something of the same request: that is heard as well.
    header('Portcullis-Signal: ' . $signal . ($reason === '' ? '' : '; ' . substr($clean($reason), 0, 200)), false);
}

/* WordPress: put this file into wp-content/mu-plugins/, with these lines at its end.

add_action('wp_login_failed', function () {
    portcullis_signal('failed-login');
});

Composr CMS: in sources_custom/hooks/systems/startup/portcullis.php, or wherever log_hack_attack_and_exit() is
overridden, before it exits:

portcullis_signal('ban 1h', 'hack attack: ' . $reason);
*/
