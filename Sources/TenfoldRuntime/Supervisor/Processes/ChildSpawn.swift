import FoundationEssentials
import Glibc

/// A process that was just started, and the supervisor's ends of what it inherited.
struct SpawnedChild {
    let pid: Int32
    let output: FileDescriptor
    let errors: FileDescriptor
    let lifeline: FileDescriptor
}

/// Starts children with `posix_spawn(3)`.
///
/// A child has an empty standard input, pipes for its output, the listening sockets from 3 on and its lifeline after
/// them; it inherits no other file. It leads a process group of its own: a Ctrl-C at the terminal reaches `up` alone,
/// which stops its children in order, and a kill takes along what the child started.
enum ChildSpawn {
    private static let firstInherited: Int32 = 3

    static func spawn(_ child: ChildSpecification) throws -> SpawnedChild {
        let output = try FileDescriptor.pipe()
        let errors = try FileDescriptor.pipe()
        let lifeline = try FileDescriptor.socketPair()
        let inherited = [output.write.number, errors.write.number] + child.listeningSockets + [lifeline.other.number]
        let targets =
            [STDOUT_FILENO, STDERR_FILENO] + (0...child.listeningSockets.count).map { firstInherited + Int32($0) }
        // First above all targets, so that no copy overwrites what is still to be copied.
        let highest = firstInherited + Int32(inherited.count)
        let sources = try inherited.map { try FileDescriptor.copy(of: $0, from: highest) }
        let copies = Array(zip(sources.map(\.number), targets))
        // They close with their last use, which would otherwise be that of their numbers above.
        let pid = try withExtendedLifetime((sources, output, errors, lifeline)) {
            try withSpawnArguments(copying: copies) { actions, attributes in
                try start(child, lifeline: targets[targets.count - 1], &actions, &attributes)
            }
        }
        return SpawnedChild(pid: pid, output: output.read, errors: errors.read, lifeline: lifeline.own)
    }

    private static func start(
        _ child: ChildSpecification, lifeline: Int32, _ actions: inout posix_spawn_file_actions_t,
        _ attributes: inout posix_spawnattr_t
    ) throws -> Int32 {
        var environment = ProcessInfo.processInfo.environment
        environment[ChildEnvironment.listeningSockets] = nil
        environment.merge(child.environment) { _, new in new }
        environment[ChildEnvironment.lifeline] = "\(lifeline)"
        if !child.listeningSockets.isEmpty {
            environment[ChildEnvironment.listeningSockets] = child.listeningSockets.indices
                .map { "\(firstInherited + Int32($0))" }.joined(separator: ",")
        }
        var pid: Int32 = 0
        let code = withCStrings([child.executable] + child.arguments) { arguments in
            withCStrings(environment.map { "\($0.key)=\($0.value)" }) { environment in
                posix_spawn(&pid, child.executable, &actions, &attributes, arguments, environment)
            }
        }
        guard code == 0 else { throw SystemCallError("starting \(child.executable)", code: code) }
        return pid
    }

    private static func withSpawnArguments(
        copying copies: [(source: Int32, target: Int32)],
        _ body: (inout posix_spawn_file_actions_t, inout posix_spawnattr_t) throws -> Int32
    ) throws -> Int32 {
        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        for (source, target) in copies { posix_spawn_file_actions_adddup2(&actions, source, target) }
        closeStrangers(above: copies.map(\.target).max() ?? STDERR_FILENO, &actions)
        setSignals(&attributes)
        posix_spawnattr_setpgroup(&attributes, 0)
        return try body(&actions, &attributes)
    }

    /// What this process inherited itself, or another library opened without close-on-exec. The supervisor's own files
    /// all have that flag.
    private static func closeStrangers(above target: Int32, _ actions: inout posix_spawn_file_actions_t) {
        let open = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
        for number in open.compactMap({ Int32($0) }) where number > target {
            let flags = fcntl(number, F_GETFD)
            if flags >= 0, flags & FD_CLOEXEC == 0 { posix_spawn_file_actions_addclose(&actions, number) }
        }
    }

    /// A signal that is ignored stays ignored over an exec, and a blocked one blocked: the child begins afresh.
    private static func setSignals(_ attributes: inout posix_spawnattr_t) {
        var defaults = sigset_t()
        var blocked = sigset_t()
        sigemptyset(&defaults)
        sigemptyset(&blocked)
        for signal in [SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGPIPE, SIGCHLD, SIGUSR1, SIGUSR2] {
            sigaddset(&defaults, signal)
        }
        posix_spawnattr_setsigdefault(&attributes, &defaults)
        posix_spawnattr_setsigmask(&attributes, &blocked)
        let flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK
        posix_spawnattr_setflags(&attributes, Int16(flags))
    }

    /// Lends the texts as C does it: an array of pointers that ends with null.
    private static func withCStrings<Result>(
        _ texts: [String], _ body: ([UnsafeMutablePointer<CChar>?]) throws -> Result
    ) rethrows -> Result {
        // Safe: the copies live until the call is over, and are freed once.
        let copies = texts.map { strdup($0) }
        defer { for copy in copies { free(copy) } }
        return try body(copies + [nil])
    }
}
