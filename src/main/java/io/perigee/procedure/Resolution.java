package io.perigee.procedure;

/** What a name leads to: an entry, or the reason why there is none. */
sealed interface Resolution permits Procedures.Entry, Resolution.Absence {

    /** Why a name cannot be called. */
    enum Absence implements Resolution {
        /** There is something of that name, and it is not a procedure. */
        NOT_CALLABLE,
        /** There is nothing of that name. */
        MISSING
    }
}
