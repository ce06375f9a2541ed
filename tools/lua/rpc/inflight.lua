-- The 256 call numbers of one direction of one connection.
--
-- A number is free, live (a call waits for its response) or quarantined (its call gave up, its response is still due).
-- Only the response, or the end of the connection, frees a quarantined number, so that a late response never answers a
-- later call.

local COUNT = 256
local MAX_WAITING = 4096 -- calls that wait for a free number

local InFlight = {}
InFlight.__index = InFlight

local QUARANTINED = {}

function InFlight.new()
  return setmetatable({ slots = {}, used = 0, next = 0, waiting = {}, first = 1, last = 0 }, InFlight)
end

-- Takes a number for `call`. When none is free the call joins the queue and nil is returned; `call.granted(number)` is
-- called when its turn comes.
function InFlight:take(call)
  if self.used == COUNT then
    if self.last - self.first + 1 >= MAX_WAITING then return nil, "not sent: too many calls wait" end
    self.last = self.last + 1
    self.waiting[self.last] = call
    return nil
  end
  local number = self.next
  while self.slots[number] do number = (number + 1) % COUNT end
  self.next = (number + 1) % COUNT
  self.slots[number] = call
  self.used = self.used + 1
  call.number = number
  return number
end

-- The call that a response with this number answers; nil for none, `true` as second result for one that gave up.
function InFlight:answered(number)
  local call = self.slots[number]
  if not call then return nil, false end
  self.slots[number] = nil
  self.used = self.used - 1
  self:grant()
  if call == QUARANTINED then return nil, true end
  return call
end

-- Gives the free number to the call that waits longest.
function InFlight:grant()
  while self.first <= self.last do
    local call = self.waiting[self.first]
    self.waiting[self.first] = nil
    self.first = self.first + 1
    if not call.done then
      self:take(call)
      return call.granted()
    end
  end
end

-- The call gives up: its number, if it has one, is kept from use until the response comes.
function InFlight:abandon(call)
  if call.number then self.slots[call.number] = QUARANTINED end
end

-- Every call that still waits, for a response or for a number; afterwards there is none.
function InFlight:drain()
  local calls = {}
  for number = 0, COUNT - 1 do
    local call = self.slots[number]
    if call and call ~= QUARANTINED then calls[#calls + 1] = call end
  end
  for i = self.first, self.last do calls[#calls + 1] = self.waiting[i] end
  self.slots, self.used, self.waiting, self.first, self.last = {}, 0, {}, 1, 0
  return calls
end

return InFlight
