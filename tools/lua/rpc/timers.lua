-- Functions to be called at a time: a binary heap, the earliest on top. A cancelled timer stays until it comes up, or
-- until the cancelled ones are the greater part.

local Timers = {}
Timers.__index = Timers

function Timers.new(now)
  return setmetatable({ now = now, heap = {}, cancelled = 0 }, Timers)
end

local function up(heap, i)
  local timer = heap[i]
  while i > 1 do
    local parent = math.floor(i / 2)
    if heap[parent].at <= timer.at then break end
    heap[i], i = heap[parent], parent
  end
  heap[i] = timer
end

local function down(heap, i)
  local timer, size = heap[i], #heap
  while i * 2 <= size do
    local child = i * 2
    if child < size and heap[child + 1].at < heap[child].at then child = child + 1 end
    if heap[child].at >= timer.at then break end
    heap[i], i = heap[child], child
  end
  heap[i] = timer
end

function Timers:after(seconds, action)
  local timer = { at = self.now() + seconds, action = action }
  self.heap[#self.heap + 1] = timer
  up(self.heap, #self.heap)
  return timer
end

function Timers:cancel(timer)
  if not timer.action then return end
  timer.action = nil
  self.cancelled = self.cancelled + 1
  if self.cancelled > 64 and self.cancelled > #self.heap / 2 then self:sweep() end
end

-- Rebuilds the heap without the cancelled timers.
function Timers:sweep()
  local kept = {}
  for _, timer in ipairs(self.heap) do
    if timer.action then
      kept[#kept + 1] = timer
      up(kept, #kept)
    end
  end
  self.heap, self.cancelled = kept, 0
end

-- Removes the earliest timer.
function Timers:pop()
  local heap = self.heap
  local timer, last = heap[1], heap[#heap]
  heap[#heap] = nil
  if #heap > 0 then
    heap[1] = last
    down(heap, 1)
  end
  return timer
end

-- Seconds until the next timer is due, 0 when one is; nil when there is none.
function Timers:remaining()
  while self.heap[1] and not self.heap[1].action do
    self:pop()
    self.cancelled = self.cancelled - 1
  end
  local timer = self.heap[1]
  return timer and math.max(0, timer.at - self.now())
end

-- Calls what is due; true when something was.
function Timers:run()
  local ran = false
  while self:remaining() == 0 do
    local timer = self:pop()
    local action = timer.action
    timer.action, ran = nil, true
    action()
  end
  return ran
end

return Timers
