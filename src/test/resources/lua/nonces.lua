-- A peer whose procedures count how often they ran for each nonce.
--
--   lua nonces.lua host port                  serves any number of peers; port 0 picks a free one
--   lua nonces.lua --connect host port        connects, then serves that peer until it is gone

local rpc = require "rpc"
local executions = {}

function echo(nonce)
  executions[nonce] = (executions[nonce] or 0) + 1
  return nonce
end

function back(nonce, other)
  echo(nonce)
  rpc.caller():call("echo", other)
  return nonce
end

function sleep(nonce, millis)
  echo(nonce)
  rpc.sleep(millis / 1000)
  return nonce
end

function ran(nonce) return executions[nonce] or 0 end

if arg[1] == "--connect" then
  local peer = assert(rpc.newclient(arg[2], tonumber(arg[3])))
  io.write("connected ", arg[3], "\n")
  io.flush()
  while not peer.closed do peer:step() end
else
  local server = assert(rpc.newserveronly(arg[1], tonumber(arg[2])))
  io.write("listening ", server.port, "\n")
  io.flush()
  rpc.loop()
end
