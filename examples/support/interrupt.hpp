// Ctrl-C, and what else asks a program to end: it ends between two records, so that temporary files go.
#pragma once

#include <csignal>
#include <cstdlib>
#include <initializer_list>

namespace support {

/// Thrown where a program stops because of a signal.
struct interrupted {
    int signal;
};

namespace detail {
inline volatile std::sig_atomic_t pending_signal = 0;

inline void note_signal(int signal) {
    pending_signal = signal;
    std::signal(signal, SIG_DFL);  // a second one ends the program at once
}
} // namespace detail

/// From here on, signals that ask to end are noted.
inline void note_interrupts() {
    for (const int signal : {SIGINT, SIGTERM
#ifdef SIGHUP
                             , SIGHUP
#endif
         })
        std::signal(signal, detail::note_signal);
}

/// @throws interrupted when a signal was noted
inline void stop_if_interrupted() {
    if (detail::pending_signal != 0) throw interrupted{detail::pending_signal};
}

/// Ends the program by the signal, as one that does not note signals.
[[noreturn]] inline void end_by(const interrupted& by) {
    std::signal(by.signal, SIG_DFL);
    std::raise(by.signal);
    std::_Exit(128 + by.signal);
}

} // namespace support
