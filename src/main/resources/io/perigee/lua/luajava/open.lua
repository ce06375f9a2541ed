-- Opens the state: what code sees as its globals, and the functions that Java enters by.

local prelude = ...

local _G = _G

prelude.shared = _G
_G.pcall, _G.xpcall = prelude.pcall, prelude.xpcall
for name, f in pairs(prelude.coroutine) do _G.coroutine[name] = f end
