-- As many clients as the first argument says, behind one trusted proxy: by chance, or in turn from the second argument on.
local clients, turn = 1000, nil
function init(args)
  clients = tonumber(args[1])
  turn = tonumber(args[2])
  math.randomseed(42)
end
function request()
  local n = math.random(0, clients - 1)
  if turn then
    n = turn % clients
    turn = turn + 1
  end
  wrk.headers["X-Forwarded-For"] = string.format("10.%d.%d.%d", math.floor(n / 65536) % 256, math.floor(n / 256) % 256, n % 256)
  return wrk.format()
end
