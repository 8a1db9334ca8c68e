// What the daemon uses of libsystemd: activation and notification, the event loop, the journal.
#include <systemd/sd-daemon.h>
#include <systemd/sd-event.h>
#include <systemd/sd-journal.h>
