import Glibc

/// How many files and sockets this process may have open.
package enum OpenFileLimit {
    /// Raises it as far as the system lets a process do by itself. Most systems begin with 1,024, for programs that use
    /// `select`, which none of ours does; a server that takes ten thousand connections would refuse most of them.
    package static func raise() {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
        limit.rlim_cur = limit.rlim_max
        _ = setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }
}
