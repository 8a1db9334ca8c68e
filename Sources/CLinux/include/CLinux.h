// System calls that Swift cannot call cleanly: variadic ones, GNU ones, and those whose structures need macros.
//
// No system header beyond fixed-width integers is included here: a GNU define that reached Swift's own view of the
// C library would make two modules disagree about it. Unless a function says otherwise, it answers like the system
// call it wraps: a number that is not negative, or -1 and errno.
#ifndef COHORT_CLINUX_H
#define COHORT_CLINUX_H

#include <stddef.h>
#include <stdint.h>

// Errors: the symbolic name and the sentence of an errno, or NULL.
const char *cohort_error_name(int code);
const char *cohort_error_sentence(int code);

// Files. Everything is opened close-on-exec, relative to a directory, and never through a final symbolic link.
struct cohort_attributes {
    uint64_t device;
    uint64_t inode;
    uint64_t size;
    uint64_t links;
    uint32_t mode;
    uint32_t owner;
    uint32_t group;
};

enum { COHORT_READ = 0, COHORT_READ_WRITE = 1 };

int cohort_directory_open(const char *path);
int cohort_directory_open_at(int directory, const char *name);
int cohort_file_open_at(int directory, const char *name, int access);
int cohort_file_create_at(int directory, const char *name, uint32_t mode);
int cohort_file_open_or_create_at(int directory, const char *name, uint32_t mode);
int cohort_rename_at(int directory, const char *from, const char *to, int replaces);
int cohort_lock_exclusive(int descriptor);
int cohort_unlock(int descriptor);
int cohort_allocate(int descriptor, uint64_t offset, uint64_t size);
int cohort_attributes(int descriptor, struct cohort_attributes *attributes);
int cohort_attributes_at(int directory, const char *name, struct cohort_attributes *attributes);
int cohort_attributes_path(const char *path, struct cohort_attributes *attributes);

// The path that an open file has now, ending in NUL; cut if it does not fit.
int cohort_file_path(int descriptor, char *path, size_t size);

// The names in a directory: a listing is opened, asked until NULL (errno is 0 at the end), and closed.
void *cohort_listing_open(int directory);
const char *cohort_listing_next(void *listing);
void cohort_listing_close(void *listing);

// Descriptors.
int cohort_duplicate(int descriptor);
int cohort_set_nonblocking(int descriptor, int nonblocking);
int cohort_pipe(int descriptors[2]);
// A file without a name, and the end of all changes to it.
int cohort_memory_file(const char *name);
int cohort_seal(int descriptor);
int cohort_event(int is_semaphore, int nonblocking);
int cohort_wait_readable(int descriptor, int milliseconds);

// Unix stream sockets.
int cohort_socket(void);
int cohort_socket_pair(int descriptors[2]);
int cohort_socket_bind(int descriptor, const char *path);
int cohort_socket_connect(int descriptor, const char *path);
int cohort_socket_accept(int descriptor);
int cohort_socket_peer(int descriptor, uint32_t *uid, uint32_t *gid, int32_t *pid);
// 1 if the descriptor is a Unix stream socket (that listens, for the second), 0 if it is anything else.
int cohort_socket_is_stream(int descriptor);
int cohort_socket_is_listening(int descriptor);
int64_t cohort_socket_send(int descriptor, const void *bytes, size_t size);
int cohort_socket_set_receive_timeout(int descriptor, uint64_t microseconds);

// Threads. The new thread blocks every signal, so that signals reach the thread that asked for them. Answers 0 or an
// errno.
int cohort_thread_start(const char *name, void (*body)(void *context), void *context, uint64_t *thread);
int cohort_thread_join(uint64_t thread);
int cohort_thread_detach(uint64_t thread);

// Child processes.
struct cohort_limit {
    int32_t resource;
    uint64_t soft;
    uint64_t hard;
};

struct cohort_handover {
    int32_t source;
    int32_t target;
};

// Descriptors that a child can be handed at most: they are copied on its stack, where nothing may be allocated.
enum { COHORT_HANDOVER_MAX = 64 };

enum { COHORT_GROUP_INHERITED = 0, COHORT_GROUP_OWN = 1, COHORT_SESSION_OWN = 2 };

struct cohort_spawn {
    const char *executable;
    char *const *arguments;
    char *const *environment;
    const char *directory;
    const struct cohort_handover *handovers;
    size_t handover_count;
    const struct cohort_limit *limits;
    size_t limit_count;
    int32_t grouping;
    int32_t changes_identity;
    uint32_t uid;
    uint32_t gid;
    const uint32_t *groups;
    size_t group_count;
    int32_t bounds;
};

// What a child can never do, whatever it runs: gain privileges, make Unix sockets, outlive the thread that started it.
enum { COHORT_BOUND_PRIVILEGES = 1, COHORT_BOUND_SOCKETS = 2, COHORT_BOUND_LIFE = 4 };

// A child that is born and waits to go on.
struct cohort_birth {
    int32_t pid;
    int32_t gate;
    int32_t told;
};

// The process id of the child, which waits, or -1, errno and the name of the call that failed.
int cohort_spawn(const struct cohort_spawn *spawn, struct cohort_birth *birth, const char **failed_call);
// Lets the child go on, or not. The process id of the child, which runs the executable by now, or -1, errno and the
// name of the call that failed.
int cohort_spawn_finish(struct cohort_birth birth, int goes_on, const char **failed_call);
// Has the calling thread, and all that it becomes and starts, make no Unix socket any more.
int cohort_forbid_unix_sockets(void);
// Makes this process the parent of those of its descendants whose parents end.
int cohort_adopt_orphans(void);
// Keeps other processes of the same user from reading the memory and the descriptors of this one.
int cohort_hide_memory(void);
// The children of a process: how many there are; at most `capacity` are filled in.
int cohort_process_children(int pid, int32_t *children, int capacity);
int cohort_process_descriptor(int pid);
// Blocks or not. 1 and the code or the signal (the other is -1), 0 if the child still runs, -1 and errno.
int cohort_process_wait(int pid, int blocks, int32_t *code, int32_t *signal);

// Accounts. 1 if there is such an account, 0 if there is none, -1 and errno. A login is malloc()ed.
int cohort_account_named(const char *login, uint32_t *uid, uint32_t *gid);
int cohort_account_numbered(uint32_t uid, char **login, uint32_t *gid);
// How many groups the account is in; at most `capacity` are filled in.
int cohort_account_groups(const char *login, uint32_t gid, uint32_t *groups, int capacity);

// The environment, ending in NULL.
char *const *cohort_environment(void);

// Signals as a descriptor that becomes readable; the calling thread blocks them from then on. The next one, or -1.
int cohort_signals(const int *signals, int count);
int cohort_signal_take(int descriptor);
int cohort_signal_ignore(int signal);
// Which of at most 8 descriptors is ready, `count` if none is in time, -1 and errno.
int cohort_wait_any(const int *descriptors, int count, int milliseconds);

#endif
