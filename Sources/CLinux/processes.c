#define _GNU_SOURCE
#include "CLinux.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

// What the child says when it could not become the executable.
struct failure {
    int32_t step;
    int32_t code;
};

enum {
    STEP_GATE, STEP_DESCRIPTORS, STEP_GROUP, STEP_LIMIT, STEP_IDENTITY, STEP_BOUNDS, STEP_DIRECTORY, STEP_SIGNALS,
    STEP_EXECUTE
};

static const char *const step_names[] = {
    [STEP_GATE] = "read",        [STEP_DESCRIPTORS] = "dup3",  [STEP_GROUP] = "setsid",
    [STEP_LIMIT] = "setrlimit",  [STEP_IDENTITY] = "setresuid", [STEP_BOUNDS] = "prctl",
    [STEP_DIRECTORY] = "chdir",  [STEP_SIGNALS] = "sigprocmask", [STEP_EXECUTE] = "execve",
};

// Waits until the parent lets the child go on. A parent that is gone never does.
static int pass_gate(const int gate[2]) {
    char byte;
    close(gate[1]);
    ssize_t size;
    do size = read(gate[0], &byte, 1);
    while (size < 0 && errno == EINTR);
    if (size == 1) return 0;
    if (size == 0) errno = ECANCELED;
    return -1;
}

// Sources are first copied above every target, so that no target overwrites a source that is still needed. Then
// everything but the standard streams is marked to be closed, and the targets, being fresh, are not.
static int hand_over(const struct cohort_spawn *spawn, int *pipe_end) {
    int above = 3;
    for (size_t i = 0; i < spawn->handover_count; i++)
        if (spawn->handovers[i].target >= above) above = spawn->handovers[i].target + 1;

    if ((*pipe_end = fcntl(*pipe_end, F_DUPFD_CLOEXEC, above)) < 0) return -1;
    int copies[COHORT_HANDOVER_MAX];
    for (size_t i = 0; i < spawn->handover_count; i++)
        if ((copies[i] = fcntl(spawn->handovers[i].source, F_DUPFD_CLOEXEC, above)) < 0) return -1;
    if (close_range(3, UINT_MAX, CLOSE_RANGE_CLOEXEC) < 0) return -1;
    for (size_t i = 0; i < spawn->handover_count; i++)
        if (dup2(copies[i], spawn->handovers[i].target) < 0) return -1;
    return 0;
}

static int set_group(const struct cohort_spawn *spawn) {
    switch (spawn->grouping) {
    case COHORT_GROUP_OWN: return setpgid(0, 0);
    case COHORT_SESSION_OWN: return setsid() < 0 ? -1 : 0;
    default: return 0;
    }
}

static int set_limits(const struct cohort_spawn *spawn) {
    for (size_t i = 0; i < spawn->limit_count; i++) {
        struct rlimit limit = {.rlim_cur = spawn->limits[i].soft, .rlim_max = spawn->limits[i].hard};
        if (setrlimit((__rlimit_resource_t)spawn->limits[i].resource, &limit) < 0) return -1;
    }
    return 0;
}

// The plain system calls: the C library's wrappers want to tell the other threads, of which a child has none. Groups
// go first and the user last, since each step needs the privilege that the last one gives up.
static int set_identity(const struct cohort_spawn *spawn) {
    if (!spawn->changes_identity) return 0;
    if (syscall(SYS_setgroups, spawn->group_count, spawn->groups) < 0) return -1;
    if (syscall(SYS_setresgid, spawn->gid, spawn->gid, spawn->gid) < 0) return -1;
    return (int)syscall(SYS_setresuid, spawn->uid, spawn->uid, spawn->uid);
}

// Behind the change of identity, which forgets what signal the end of the parent is. A parent that ended before was
// noticed by nobody.
static int set_bounds(const struct cohort_spawn *spawn, int parent) {
    if (spawn->bounds & COHORT_BOUND_LIFE) {
        if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0) return -1;
        if (getppid() != parent) {
            errno = ECANCELED;
            return -1;
        }
    }
    if (spawn->bounds & (COHORT_BOUND_PRIVILEGES | COHORT_BOUND_SOCKETS))
        if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0) return -1;
    return spawn->bounds & COHORT_BOUND_SOCKETS ? cohort_forbid_unix_sockets() : 0;
}

// Ignored signals stay ignored through execve, and so does the mask: the child starts with neither.
static int reset_signals(void) {
    struct sigaction standard = {.sa_handler = SIG_DFL};
    for (int signal = 1; signal < NSIG; signal++)
        if (sigaction(signal, &standard, NULL) < 0 && errno != EINVAL) return -1;
    sigset_t none;
    sigemptyset(&none);
    return sigprocmask(SIG_SETMASK, &none, NULL);
}

// Between fork and execve only calls that are safe in a signal handler: another thread may have held any lock.
static int32_t become(const struct cohort_spawn *spawn, int parent, const int gate[2], int *pipe_end) {
    if (pass_gate(gate) < 0) return STEP_GATE;
    if (hand_over(spawn, pipe_end) < 0) return STEP_DESCRIPTORS;
    if (set_group(spawn) < 0) return STEP_GROUP;
    if (set_limits(spawn) < 0) return STEP_LIMIT;
    if (set_identity(spawn) < 0) return STEP_IDENTITY;
    if (set_bounds(spawn, parent) < 0) return STEP_BOUNDS;
    if (spawn->directory != NULL && chdir(spawn->directory) < 0) return STEP_DIRECTORY;
    if (reset_signals() < 0) return STEP_SIGNALS;
    execve(spawn->executable, spawn->arguments, spawn->environment);
    return STEP_EXECUTE;
}

static _Noreturn void child(const struct cohort_spawn *spawn, int parent, const int gate[2], int pipe_end) {
    struct failure failure = {.step = become(spawn, parent, gate, &pipe_end)};
    failure.code = errno;
    // Nobody is left to tell if this write fails; the parent sees the exit code then.
    ssize_t written = write(pipe_end, &failure, sizeof failure);
    _exit(written == sizeof failure ? 127 : 126);
}

// The pipe closes by itself when execve succeeds; anything read from it is why it did not.
static int started(int pid, int pipe_end, const char **failed_call) {
    struct failure failure;
    ssize_t size;
    do size = read(pipe_end, &failure, sizeof failure);
    while (size < 0 && errno == EINTR);
    if (size == 0) return pid;

    while (waitpid(pid, NULL, 0) < 0 && errno == EINTR) continue;
    *failed_call = size == sizeof failure ? step_names[failure.step] : "read";
    errno = size == sizeof failure ? failure.code : EIO;
    return -1;
}

static void close_both(const int ends[2]) {
    int code = errno;
    close(ends[0]);
    close(ends[1]);
    errno = code;
}

int cohort_spawn(const struct cohort_spawn *spawn, struct cohort_birth *birth, const char **failed_call) {
    *failed_call = "pipe2";
    if (spawn->handover_count > COHORT_HANDOVER_MAX) {
        errno = EINVAL;
        return -1;
    }
    int ends[2], gate[2];
    if (pipe2(ends, O_CLOEXEC) < 0) return -1;
    if (pipe2(gate, O_CLOEXEC) < 0) {
        close_both(ends);
        return -1;
    }

    // No handler of ours may run in the child.
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int parent = getpid();
    int pid = fork();
    if (pid == 0) child(spawn, parent, gate, ends[1]);
    int code = errno;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    errno = code;
    if (pid < 0) {
        *failed_call = "fork";
        close_both(ends);
        close_both(gate);
        return -1;
    }
    close(ends[1]);
    close(gate[0]);
    *birth = (struct cohort_birth){.pid = pid, .gate = gate[1], .told = ends[0]};
    return pid;
}

int cohort_spawn_finish(struct cohort_birth birth, int goes_on, const char **failed_call) {
    // A child that is gone already tells why below.
    if (goes_on) {
        ssize_t written;
        do written = write(birth.gate, "", 1);
        while (written < 0 && errno == EINTR);
    }
    close(birth.gate);
    int pid = started(birth.pid, birth.told, failed_call);
    int code = errno;
    close(birth.told);
    errno = code;
    return pid;
}

int cohort_process_descriptor(int pid) { return (int)syscall(SYS_pidfd_open, pid, 0); }

int cohort_process_wait(int pid, int blocks, int32_t *code, int32_t *signal) {
    int status;
    int waited = waitpid(pid, &status, blocks ? 0 : WNOHANG);
    if (waited <= 0) return waited;
    *code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    *signal = WIFSIGNALED(status) ? WTERMSIG(status) : -1;
    return 1;
}

char *const *cohort_environment(void) { return environ; }

int cohort_adopt_orphans(void) { return prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0); }

int cohort_hide_memory(void) { return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0); }

// Adds the children that one thread started, as far as they fit; answers how many there are then.
static int add_children(int pid, const char *thread, int32_t *children, int capacity, int count) {
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/task/%.16s/children", pid, thread);
    FILE *file = fopen(path, "re");
    if (file == NULL) return count;
    int child;
    for (; fscanf(file, "%d", &child) == 1; count++)
        if (count < capacity) children[count] = child;
    fclose(file);
    return count;
}

int cohort_process_children(int pid, int32_t *children, int capacity) {
    char path[32];
    snprintf(path, sizeof path, "/proc/%d/task", pid);
    DIR *threads = opendir(path);
    // A process that is gone has none.
    if (threads == NULL) return errno == ENOENT || errno == ESRCH ? 0 : -1;
    int count = 0;
    for (struct dirent *thread; (thread = readdir(threads)) != NULL;)
        if (thread->d_name[0] != '.') count = add_children(pid, thread->d_name, children, capacity, count);
    closedir(threads);
    return count;
}
