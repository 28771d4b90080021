-- A form of 10 KB.
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"
wrk.body = "text=" .. string.rep("0123456789", 1024)
