/* What is counted, in the order of the counts file: an array of 64-bit numbers that the counted process writes and
   anyone may map and read. */
#ifndef CALLCOUNTS_H
#define CALLCOUNTS_H

enum call_count {
    COUNT_MALLOCS, /* malloc, calloc, realloc, reallocarray, posix_memalign, aligned_alloc, memalign */
    COUNT_FREES,
    COUNT_READS,  /* read, readv, recv, recvfrom, recvmsg */
    COUNT_WRITES, /* write, writev, send, sendto, sendmsg, sendmmsg */
    COUNT_EPOLL_WAITS,
    COUNT_EPOLL_CTLS,
    COUNT_TIMERS, /* timerfd_settime */
    COUNT_OTHER_SYSCALLS, /* syscall(…), which futexes use */
    COUNT_KINDS
};

static const char *const call_count_names[COUNT_KINDS] = {
    "mallocs", "frees", "reads", "writes", "epoll_waits", "epoll_ctls", "timers", "other_syscalls",
};

#endif
