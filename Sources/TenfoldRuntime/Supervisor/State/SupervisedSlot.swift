/// A place for a child: one replica of one service. It holds one process, and two while it is replaced.
package struct SupervisedSlot: Sendable, Hashable {
    /// What the second process is there for.
    package enum Role: Sendable, Hashable {
        /// It is to take over as soon as it is ready.
        case replacement
        /// It was the main one and finishes what it has.
        case retiring
        /// It was to take over, was not ready in time, and is killed.
        case abandoned
    }

    package struct Second: Sendable, Hashable {
        package internal(set) var process: SupervisedProcess
        package internal(set) var role: Role
    }

    /// For instance `accounts/0`.
    package let name: String
    /// Whether clients reach it from outside: it stops before the others.
    package let isPublic: Bool
    package internal(set) var main: SupervisedProcess?
    package internal(set) var second: Second?
    /// When it is started anew; nil where it is not to be.
    package internal(set) var retryAt: Duration?
    /// How often it ended in a row without being ready for long.
    package internal(set) var failures = 0
    /// How often it was started anew because it had ended.
    package internal(set) var restarts = 0
    /// How often it was killed: for silence, or because it did not stop.
    package internal(set) var kills = 0
    package internal(set) var lastExit: String?
    /// When it last became empty.
    package internal(set) var emptySince = Duration.zero

    init(name: String, isPublic: Bool) {
        self.name = name
        self.isPublic = isPublic
    }

    /// All processes in it: the main one first.
    package var processes: [SupervisedProcess] { [main, second?.process].compactMap(\.self) }

    /// Whether somebody in it serves.
    package var isReady: Bool { processes.contains(where: \.isReady) }

    /// The process of this number, if it is here.
    subscript(_ number: ProcessNumber) -> SupervisedProcess? {
        get { processes.first { $0.number == number } }
        set {
            guard let newValue else { return }
            if main?.number == number {
                main = newValue
            } else if second?.process.number == number {
                second?.process = newValue
            }
        }
    }
}
