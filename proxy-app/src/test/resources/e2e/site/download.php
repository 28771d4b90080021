<?php
// A download that PHP streams: block i, 64 KiB, is the MD5 of "i" in hexadecimal, over and over.
while (ob_get_level() > 0) {
    ob_end_clean();
}
set_time_limit(0);
header('Content-Type: application/octet-stream');
$blocks = (int) $_GET['mib'] * 16;
for ($i = 0; $i < $blocks && !connection_aborted(); $i++) {
    echo str_repeat(md5((string) $i), 2048);
    flush();
}
