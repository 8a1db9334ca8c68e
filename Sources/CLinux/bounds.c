#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#if defined(__x86_64__)
#define NATIVE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define NATIVE AUDIT_ARCH_AARCH64
#else
#error "what a system call looks like on this machine is not known here"
#endif

// Calls of the second set of numbers that x86-64 has, x32, start here; others have none.
enum { SECOND_SET = 0x40000000 };

#define FIELD(name) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, name))
#define UNLESS(value, skipped) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, skipped)
#define UNLESS_FROM(value, skipped) BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, value, 0, skipped)
#define ANSWER(value) BPF_STMT(BPF_RET | BPF_K, value)
#define FAIL(code) ANSWER(SECCOMP_RET_ERRNO | (code))

// Whoever cannot make a Unix socket connects to nobody by one: `connect` itself could not be judged, since its address
// lies in memory that another thread may change. A pair of sockets that know each other is another call, and stays.
// What asks the kernel past its calls, by io_uring or another machine's calls, is not there at all.
int cohort_forbid_unix_sockets(void) {
    struct sock_filter steps[] = {
        FIELD(arch),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, NATIVE, 1, 0),
        FAIL(EPERM),
        FIELD(nr),
        UNLESS_FROM(SECOND_SET, 1),
        FAIL(ENOSYS),
        UNLESS(SYS_io_uring_setup, 1),
        FAIL(ENOSYS),
        UNLESS(SYS_socket, 3),
        // The kernel takes the lower half, which comes first on both machines.
        FIELD(args[0]),
        UNLESS(AF_UNIX, 1),
        FAIL(EACCES),
        ANSWER(SECCOMP_RET_ALLOW),
    };
    struct sock_fprog filter = {.len = sizeof steps / sizeof *steps, .filter = steps};
    return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter, 0, 0);
}
