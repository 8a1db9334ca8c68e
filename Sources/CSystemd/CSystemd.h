// What the daemon uses of libsystemd: activation and notification, the event loop, the journal; and what runs programs,
// the service manager's bus.
#include <systemd/sd-bus.h>
#include <systemd/sd-daemon.h>
#include <systemd/sd-event.h>
#include <systemd/sd-journal.h>
