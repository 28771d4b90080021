<?php
// A page that computes for as many milliseconds of processor time as ms says, 15 unless it says otherwise, and has kb kilobytes, 5.
$wanted = (int) ($_GET["ms"] ?? 15) * 1000;
function used() { $u = getrusage(); return ($u['ru_utime.tv_sec'] + $u['ru_stime.tv_sec']) * 1000000 + $u['ru_utime.tv_usec'] + $u['ru_stime.tv_usec']; }
$begun = used();
$hash = '';
while (used() - $begun < $wanted) { for ($i = 0; $i < 200; $i++) { $hash = md5($hash . $i); } }
echo str_repeat("<p>A page of the site.</p>\n", 40 * (int) ($_GET["kb"] ?? 5)), $hash;
