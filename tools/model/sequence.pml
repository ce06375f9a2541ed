/*
 * The sequence numbers of one direction of a connection, section 5 of protocol-spec.md, with few in place of 256.
 *
 * Calls take numbers that are free, whichever, and are written in order; the server answers in any order; each call may
 * time out at any moment, and the connection may be lost and come back. A response names a number, and nothing else.
 *
 *   NAIVE   the number of a call that timed out is free at once, and a late response ends the call that has it by then
 *   else    it is quarantined until its response comes or the connection ends
 *
 * A nonce says which call it was. No peer sends one: it is here to see what no peer could see.
 */

#ifndef NUMBERS
#define NUMBERS 2   /* 2 or 3 */
#endif
#ifndef CALLS
#define CALLS 3     /* 3 to 5 */
#endif
#ifndef LOSSES
#define LOSSES 1
#endif

#define NOBODY 15

mtype = { FREE, LIVE, QUARANTINED };
mtype = { QUEUED, PENDING, ENDED };

mtype slot[NUMBERS] = FREE;
byte owner[NUMBERS] = NOBODY;       /* the call that a number is taken by */
mtype call[CALLS] = QUEUED;
byte ended = 0;

chan requests = [CALLS] of { byte, byte };    /* number, nonce */
chan responses = [CALLS] of { byte, byte };

byte running[CALLS] = NOBODY;       /* at the server: the number of a call whose answer is due */
bool executed[CALLS] = false;
bool lost = false;

inline end(nonce) {
  assert(call[nonce] == PENDING || call[nonce] == QUEUED);    /* once */
  call[nonce] = ENDED;
  ended++
}

inline release(number) {
  slot[number] = FREE;
  owner[number] = NOBODY
}

inline take(number, nonce) {
  slot[number] = LIVE;
  owner[number] = nonce;
  call[nonce] = PENDING;
  requests ! number, nonce
}

inline give_up(number) {
#ifdef NAIVE
  release(number)
#else
  slot[number] = QUARANTINED
#endif
}

proctype Call(byte nonce) {
  byte number;

  if
  :: atomic { slot[0] == FREE -> number = 0; take(0, nonce) }
  :: atomic { slot[1] == FREE -> number = 1; take(1, nonce) }
#if NUMBERS > 2
  :: atomic { slot[2] == FREE -> number = 2; take(2, nonce) }
#endif
  :: atomic { end(nonce); assert(!executed[nonce]); goto over }    /* timed out before it was sent */
  fi;
  if
  :: atomic { call[nonce] == PENDING -> end(nonce); give_up(number) }
  :: call[nonce] == ENDED
  fi;
over:
  skip
}

active proctype Reader() {
  byte number, nonce;

end_all:
  do
  :: atomic {
      responses ? number, nonce ->
      if
      :: slot[number] == LIVE ->
          assert(owner[number] == nonce);     /* the result belongs to the call */
          end(owner[number]);
          release(number)
      :: slot[number] == QUARANTINED ->
          assert(owner[number] == nonce);
          release(number)
      :: else ->
#ifdef NAIVE
          skip
#else
          assert(false)                       /* nobody answers a number that is free */
#endif
      fi;
      number = 0;
      nonce = 0
    }
  od
}

#define ANSWER(i) atomic { running[i] != NOBODY -> responses ! running[i], i; running[i] = NOBODY }

active proctype Server() {
  byte number, nonce;

end_all:
  do
  :: atomic {
      requests ? number, nonce ->
      assert(!executed[nonce]);
      executed[nonce] = true;
      running[nonce] = number;
      number = 0;
      nonce = 0
    }
  :: ANSWER(0)
  :: ANSWER(1)
  :: ANSWER(2)
#if CALLS > 3
  :: ANSWER(3)
#endif
#if CALLS > 4
  :: ANSWER(4)
#endif
  od
}

/* With a connection goes all that was under way on it; what waits for a number goes on with the next. */
active proctype Network() {
  byte i, losses;

end_all:
  do
  :: atomic {
      losses < LOSSES ->
      losses++;
      do
      :: nempty(requests) -> requests ? _, _
      :: nempty(responses) -> responses ? _, _
      :: empty(requests) && empty(responses) -> break
      od;
      for (i : 0 .. CALLS - 1) { running[i] = NOBODY }
      for (i : 0 .. NUMBERS - 1) {
        if
        :: slot[i] == LIVE -> end(owner[i])
        :: else
        fi;
        release(i)
      }
      i = 0
    }
  :: break
  od
}

init {
  atomic {
    run Call(0);
    run Call(1);
    run Call(2);
#if CALLS > 3
    run Call(3);
#endif
#if CALLS > 4
    run Call(4);
#endif
  }
}

/* Every call ends, whatever the server does. */
ltl ends { <> (ended == CALLS) }

/* A quarantine ends, if the server answers all that it is asked. */
ltl freed { [] (slot[0] == QUARANTINED -> <> (slot[0] != QUARANTINED)) }
