<?php
// A page that asks a database. While that hangs, which a file says, nobody is answered.
$hangs = __DIR__ . '/../tmp/database-hangs';
while (file_exists($hangs)) {
    usleep(20000);
    clearstatcache();
}
echo 'from the database';
