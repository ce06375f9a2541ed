-- What code sees as its globals: in a trusted state those of the dialect, with what lets calls of the host through; else
-- the sandbox's own.

local prelude = ...

local next, rawget, rawset, setmetatable, type = next, rawget, rawset, setmetatable, type

if prelude.trusted then
  local _G = _G
  _G.pcall, _G.xpcall = prelude.pcall, prelude.xpcall
  for name, f in pairs(prelude.coroutine) do _G.coroutine[name] = f end
  prelude.shared = _G

  -- An error in a finalizer of 5.1 is raised in whatever happens to need memory: outside of pcall it would end the JVM.
  local newproxy, rawpcall, metatableof = newproxy, prelude.rawpcall, debug.getmetatable
  local function guard(metatable, name, value)
    if name == "__gc" and type(value) == "function" then
      local finalizer = value
      value = function(proxy) rawpcall(finalizer, proxy) end
    end
    rawset(metatable, name, value)
  end
  if newproxy then
    function _G.newproxy(like)
      local proxy = newproxy(like)
      if like == true then setmetatable(metatableof(proxy), { __newindex = guard }) end
      return proxy
    end
  end

  -- An environment that sees what is shared and keeps what it sets.
  function prelude.inherit()
    return setmetatable({}, { __index = _G })
  end

  function prelude.given() end
  return
end

local shared = {}
shared._G = shared
for name, value in next, prelude.base do shared[name] = value end
prelude.givelibraries(shared)
prelude.shared = shared

local given = {} -- names of tables that the host set, which each environment gets a copy of
local heirs = setmetatable({}, { __mode = "k" })

local function copy(value)
  if type(value) ~= "table" then return value end
  local made = {}
  for key, element in next, value do made[key] = copy(element) end
  return made
end

function prelude.inherit()
  local environment
  local function inherited(_, name)
    local value = rawget(shared, name)
    if type(value) == "table" and given[name] then
      value = copy(value)
      heirs[environment][name] = true
      rawset(environment, name, value)
    end
    return value
  end
  environment = setmetatable({}, { __index = inherited, __metatable = "environment" })
  heirs[environment] = {}
  prelude.givelibraries(environment)
  return environment
end

-- The host has set something in the global of this name. Copies of what was there are stale.
function prelude.given(name, isnew)
  if isnew then given[name] = true end
  for environment, copies in next, heirs do
    if copies[name] then
      rawset(environment, name, nil)
      copies[name] = nil
    end
  end
end
