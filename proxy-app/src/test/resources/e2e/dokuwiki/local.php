<?php
$conf['title'] = 'A wiki';
$conf['useacl'] = 1;
$conf['superuser'] = '@admin';
$conf['savedir'] = __DIR__ . '/../data';
$conf['updatecheck'] = 0;
