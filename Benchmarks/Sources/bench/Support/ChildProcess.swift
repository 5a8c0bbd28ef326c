import Foundation
import Glibc
import Synchronization

/// A program that runs as the leader of a process group of its own, its output in a file: so that whatever it starts
/// can be ended and its CPU time counted with it.
final class ChildProcess {
    let id: pid_t
    let output: String
    private(set) var exit: Exit?

    /// How it ended, and what it and all that it waited for have used.
    struct Exit {
        var code: Int32
        var cpuSeconds: Double
    }

    init(
        _ arguments: [String], environment: [String: String] = [:], folder: String? = nil, output: String
    ) throws {
        self.output = output
        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        // What this process does with signals is not what its children should do.
        var defaults = sigset_t()
        sigfillset(&defaults)
        posix_spawnattr_setsigdefault(&attributes, &defaults)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF))
        posix_spawnattr_setpgroup(&attributes, 0)

        let variables = ProcessInfo.processInfo.environment.merging(environment) { _, new in new }
        // `env` becomes the program, in the folder.
        let arguments = (folder.map { ["env", "-C", $0] } ?? []) + arguments
        let words = CStrings(arguments)
        let pairs = CStrings(variables.map { "\($0)=\($1)" })
        var started: pid_t = 0
        let status = posix_spawnp(&started, arguments[0], &actions, &attributes, words.pointers, pairs.pointers)
        guard status == 0 else { throw Failure("cannot start \(arguments[0]): \(String(cString: strerror(status)))") }
        id = started
        RunningGroups.add(id)
    }

    /// Everything it has written so far.
    var text: String { (try? String(contentsOfFile: output, encoding: .utf8)) ?? "" }

    var isRunning: Bool {
        reap(waiting: false)
        return exit == nil
    }

    @discardableResult func wait() -> Exit {
        reap(waiting: true)
        return exit ?? Exit(code: -1, cpuSeconds: 0)
    }

    /// Asks the whole group to end, waits for its leader, and ends what is left.
    @discardableResult func stop(within seconds: Double = 60) -> Exit {
        if isRunning {
            kill(-id, SIGTERM)
            let deadline = Clock.seconds + seconds
            while isRunning, Clock.seconds < deadline { usleep(2000) }
            kill(-id, SIGKILL)
        }
        return wait()
    }

    private func reap(waiting: Bool) {
        guard exit == nil else { return }
        var status: Int32 = 0
        var usage = rusage()
        guard wait4(id, &status, waiting ? 0 : WNOHANG, &usage) == id else { return }
        Interrupt.holdIfOver()
        let signal = status & 0x7f
        exit = Exit(
            code: signal == 0 ? (status >> 8) & 0xff : 128 + signal,
            cpuSeconds: usage.ru_utime.inSeconds + usage.ru_stime.inSeconds)
        kill(-id, SIGKILL)
        RunningGroups.remove(id)
    }
}

/// The groups that run, so that an interrupt ends them all.
enum RunningGroups {
    private static let ids = Mutex<Set<pid_t>>([])

    static func add(_ id: pid_t) { ids.withLock { _ = $0.insert(id) } }
    static func remove(_ id: pid_t) { ids.withLock { _ = $0.remove(id) } }
    static func endAll() { ids.withLock { for id in $0 { kill(-id, SIGKILL) } } }
}

/// Strings as C wants a list of arguments, freed with it.
private final class CStrings {
    let pointers: [UnsafeMutablePointer<CChar>?]

    init(_ strings: [String]) { pointers = strings.map { strdup($0) } + [nil] }

    deinit { for pointer in pointers { free(pointer) } }
}

extension timeval {
    var inSeconds: Double { Double(tv_sec) + Double(tv_usec) * 1e-6 }
}
