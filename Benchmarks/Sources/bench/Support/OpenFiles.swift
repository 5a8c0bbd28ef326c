import Glibc

/// How many files and sockets a process may have open.
enum OpenFiles {
    /// Raises the limit of this process, and of what it starts from now on, as far as it may.
    static func raise(toHold count: Int) throws {
        let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        var limit = rlimit()
        guard getrlimit(resource, &limit) == 0 else { throw Failure("the limit of open files cannot be read") }
        if limit.rlim_cur < limit.rlim_max {
            limit.rlim_cur = limit.rlim_max
            guard setrlimit(resource, &limit) == 0 else { throw Failure("the limit of open files cannot be raised") }
        }
        guard limit.rlim_cur >= rlim_t(count) else {
            throw Failure("no more than \(limit.rlim_cur) files may be open (ulimit -Hn); this needs \(count)")
        }
    }
}
