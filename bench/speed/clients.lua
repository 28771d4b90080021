-- As many clients as the first argument says, behind one trusted proxy.
local clients = 1000
function init(args) clients = tonumber(args[1]); math.randomseed(42) end
function request()
  local n = math.random(0, clients - 1)
  wrk.headers["X-Forwarded-For"] = string.format("10.%d.%d.%d", math.floor(n / 65536) % 256, math.floor(n / 256) % 256, n % 256)
  return wrk.format()
end
