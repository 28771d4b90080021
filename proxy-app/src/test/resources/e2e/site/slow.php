<?php
// A page of a CMS: it waits for its database most of the time, and works a little.
$milliseconds = min((int) ($_GET['ms'] ?? 150), 5000);
usleep($milliseconds * 1000);
$sum = '';
for ($i = 0; $i < 5000; $i++) {
    $sum = md5($sum . $i);
}
?>
<!DOCTYPE html>
<title>A slow page</title>
<p><?= $sum ?>
