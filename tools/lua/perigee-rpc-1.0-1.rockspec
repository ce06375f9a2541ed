rockspec_format = "3.0"
package = "perigee-rpc"
version = "1.0-1"
source = { url = "." }
description = {
  summary = "Two peers call each other over one socket; speaks the protocol of the Lua rpc module",
  license = "Apache-2.0",
}
dependencies = { "lua >= 5.1, < 5.5", "luasocket >= 3.0" }
build = {
  type = "builtin", -- which takes README.md and LICENSE along as documentation
  modules = {
    ["rpc"] = "rpc.lua",
    ["rpc.codec"] = "rpc/codec.lua",
    ["rpc.compat"] = "rpc/compat.lua",
    ["rpc.connection"] = "rpc/connection.lua",
    ["rpc.copasloop"] = "rpc/copasloop.lua",
    ["rpc.dispatch"] = "rpc/dispatch.lua",
    ["rpc.inflight"] = "rpc/inflight.lua",
    ["rpc.luatobin"] = "rpc/luatobin.lua",
    ["rpc.msgpack"] = "rpc/msgpack.lua",
    ["rpc.numbers"] = "rpc/numbers.lua",
    ["rpc.references"] = "rpc/references.lua",
    ["rpc.selectloop"] = "rpc/selectloop.lua",
    ["rpc.timers"] = "rpc/timers.lua",
    ["rpc.utf8"] = "rpc/utf8.lua",
  },
}
test = { type = "command", command = "lua test/run.lua" }
