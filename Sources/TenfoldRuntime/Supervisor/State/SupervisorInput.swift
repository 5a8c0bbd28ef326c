/// Which start of a process is meant, counted from 0 over the supervisor's life. Unlike a process id, it is never used
/// again.
package struct ProcessNumber: Hashable, Sendable, CustomStringConvertible {
    package let value: Int
    package init(_ value: Int) { self.value = value }
    package var description: String { "#\(value)" }
}

/// What happens to a supervisor.
package enum SupervisorInput: Sendable, Hashable {
    /// Begin: start every child.
    case start
    /// The process runs.
    case started(ProcessNumber, pid: Int32)
    /// It could not be started; the text says why.
    case spawnFailed(ProcessNumber, reason: String)
    /// It said something on its lifeline.
    case said(ProcessNumber, LifelineMessage)
    /// It is gone, and its id is free for others.
    case exited(ProcessNumber, ExitStatus)
    /// Time has passed.
    case tick
    /// Stop everything; the second time: at once.
    case stop
    /// Replace every process by a new one, one after the other.
    case rollingRestart
}

/// What a supervisor wants done.
package enum SupervisorAction: Sendable, Hashable {
    /// Start a process for the slot of this index; answered by `started` or `spawnFailed`.
    case spawn(slot: Int, ProcessNumber)
    /// Signal it.
    case signal(ProcessNumber, ChildSignal)
    /// Tell people.
    case log(SupervisorNotice)
    /// Every slot is served: for the first time, or again.
    case allReady
    /// Nothing runs any more, and nothing will.
    case finished
}

package enum ChildSignal: Sendable, Hashable {
    /// SIGTERM: finish what you have, then end.
    case terminate
    /// SIGKILL.
    case kill
}

/// A sentence for the operator.
package struct SupervisorNotice: Sendable, Hashable {
    package enum Level: Sendable, Hashable { case info, warning, error }

    package let level: Level
    /// The slot's name; nil where all are meant.
    package let child: String?
    package let text: String
}
