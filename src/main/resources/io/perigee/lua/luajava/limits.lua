-- What a run may take: a count hook on every coroutine, which looks at what was used and at the byte that other threads
-- of the host set. Once a run is at its end, every pcall and resume raises that again, and the hook fires at each
-- instruction of the coroutine that it ended, so that nothing in the run goes on.
--
-- The hook fires in the prelude's own functions, too: whatever one does within a run may be the last that it does. So what
-- outlives a run is changed in an order that is sound after each step.
--
-- What the hook cannot see is one long instruction. Functions of the library are guarded for that; `..` is not, so that a
-- string may double several times before the memory is looked at again. Limits that hold for that too need a process.

local prelude = ...

local byte, format, rep = string.byte, string.format, string.rep
local collectgarbage, error, jit, next, select, setmetatable, type =
  collectgarbage, error, jit, next, select, setmetatable, type
local create, running, sethook = coroutine.create, coroutine.running, debug.sethook

-- The numbers of Step.Cause.
local BUDGET, MEMORY, INTERRUPTED = 4, 5, 6

-- Alarm's signals.
local QUIET, DEADLINE = byte("0"), byte("1")

local PERIOD = prelude.trusted and 10000 or 1000 -- instructions between two looks
local KIB = 1024

-- The byte that other threads of the host set; see Alarm. No other string is equal to it.
local flag = "0" .. rep(".", 60) .. "perigee"
prelude.flag = flag

-- `inside` while a run's code runs; `ended` is what is raised once it must end, and `cause` why.
local meter = { used = 0, limit = 0, ended = nil, cause = 0, inside = false }
prelude.meter = meter

local memory = prelude.memory / KIB

-- The longest string that one call of the library makes.
local MAX_STRING = 16777216
prelude.maxstring = memory > 0 and memory * KIB < 4 * MAX_STRING and memory * KIB / 4 or MAX_STRING

local owned = setmetatable({}, { __mode = "k" }) -- by coroutine: its hook, where it has one of its own
local hook

-- Coroutines that the end of a run has ended, maybe in their hook: then no hook fires in them again.
local spent = setmetatable({}, { __mode = "k" })
prelude.spent = spent

-- Raises the end of the run. What is left of a coroutine that this unwinds, such as variables that are to be closed, runs
-- in it as well.
local function stop()
  local co = running()
  if co then spent[co] = true end
  sethook(owned[co] or hook, "", 1)
  error(meter.ended, 0)
end
prelude.stop = stop

local function finish(cause, message)
  meter.cause = cause
  meter.ended = message -- last: from here on the run is at its end, and nobody asks for the cause before
  stop()
end

-- Raises the end of the run if it has come. For functions that do much in one instruction.
local function look()
  if meter.ended then stop() end
  if meter.limit > 0 and meter.used > meter.limit then
    finish(BUDGET, format("instructions: %.0f (expected: <= %.0f)", meter.used, meter.limit))
  end
  local signal = byte(flag, 1)
  if signal == DEADLINE then finish(BUDGET, "time: used up") end
  if signal ~= QUIET then finish(INTERRUPTED, "interrupted") end
  if memory > 0 and collectgarbage("count") > memory then
    collectgarbage("collect")
    local live = collectgarbage("count")
    if live > memory then
      finish(MEMORY, format("memory: %.0f bytes (expected: <= %.0f)", live * KIB, memory * KIB))
    end
  end
end
prelude.look = look

-- LuaJIT has one hook for all coroutines, and the driver's own must go on: it runs in none.
local function isdriver()
  return jit and not running()
end

function hook()
  if not meter.inside or isdriver() then return end
  if not meter.ended then meter.used = meter.used + PERIOD end
  look()
end

-- Sets the hook again where the end of a run has left it at every instruction.
function prelude.rearm() end

-- A coroutine that ends is not asked what it ran since its last look, which for many short ones is all there is. So each
-- begins with a whole period.
local function charge()
  if not meter.inside then return end
  meter.used = meter.used + PERIOD
  look()
end

-- Every coroutine of the state passes through here.
if prelude.dialect == "lua51" then
  -- Hooks are kept by the address of a coroutine, for good. So each has a function of its own, which only the coroutine
  -- keeps, in a table that keeps nothing.
  local first = create(hook)
  sethook(first, hook, "", PERIOD)
  for key, value in next, debug.getregistry() do
    if type(key) == "userdata" and type(value) == "table" and next(value) and select(2, next(value)) == hook then
      setmetatable(value, { __mode = "v" })
    end
  end

  function prelude.limited(co)
    charge()
    local function own() hook() end
    owned[co] = own
    sethook(co, own, "", PERIOD)
    return co
  end
  return
end

if not jit then
  function prelude.limited(co)
    charge()
    sethook(co, hook, "", PERIOD)
    return co
  end
  return
end

function prelude.limited(co)
  return co
end

-- LuaJIT compiles what it runs often, and no hook fires in that: code of the owner keeps the compiler, and has no limits.
if prelude.trusted then return end

jit.off()
jit.flush()

-- One hook for all coroutines; to set it anew for each would begin the count anew.
function prelude.rearm()
  sethook(hook, "", PERIOD)
end
prelude.rearm()
