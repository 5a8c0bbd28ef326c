import Glibc

/// Does what `SupervisorState` decides, on one thread: waits for lifelines, ends of processes and wishes, asks the
/// state, acts. Only this thread signals and reaps, so a signal never goes to a process id that others use by now.
final class SupervisorLoop {
    private struct Running {
        let pid: Int32
        let lifeline: FileDescriptor
        var reader = LifelineReader()
        var isListening = true
    }

    private let children: [ChildSpecification]
    private let inbox: SupervisorInbox
    private let teller: SupervisorTeller
    private let prefixes: [String: [UInt8]]
    private let origin = MonotonicTime.now()
    private var state: SupervisorState
    private var running: [ProcessNumber: Running] = [:]
    private var metrics = SupervisorMetrics()
    private var random = SystemRandomNumberGenerator()
    private var buffer = [UInt8](repeating: 0, count: 4_096)
    private var isTableShown = false
    private var isFinished = false
    private var stops = 0

    init(
        children: [ChildSpecification], timing: SupervisorTiming, inbox: SupervisorInbox, teller: SupervisorTeller,
        prefixes: [String: [UInt8]]
    ) {
        self.children = children
        self.inbox = inbox
        self.teller = teller
        self.prefixes = prefixes
        state = SupervisorState(slots: children.map { ($0.name, $0.isPublic) }, timing: timing)
    }

    private var now: Duration { MonotonicTime.now() - origin }

    func run() -> Supervisor.Outcome {
        handle(.start)
        while !isFinished {
            showStatus()
            wait()
            // What was said comes before the look at the clock: who spoke in time is not silent, however late the look.
            for item in inbox.takeAll() { take(item) }
            handle(.tick)
        }
        showStatus()
        return stops > 1 ? .killed : .stopped
    }

    // MARK: Waiting

    private func wait() {
        let listening = running.filter(\.value.isListening).map { ($0.key, $0.value.lifeline.number) }
        var questions = listening.map { pollfd(fd: $0.1, events: Int16(POLLIN), revents: 0) }
        questions.append(pollfd(fd: inbox.wake.number, events: Int16(POLLIN), revents: 0))
        let (seconds, attoseconds) = (state.nextTick(after: now) - now).components
        // Rounded up, so that it does not wake a moment too early, again and again.
        let milliseconds = Int32(clamping: seconds * 1_000 + attoseconds / 1_000_000_000_000_000 + 1)
        guard poll(&questions, nfds_t(questions.count), milliseconds) > 0 else { return }
        for (question, (number, _)) in zip(questions, listening) where question.revents != 0 { hear(number) }
    }

    /// Reads what is there, up to a limit: a child that never ends talking must not keep the loop from the others.
    private func hear(_ number: ProcessNumber) {
        for _ in 0..<16 {
            guard var child = running[number], child.isListening else { return }
            switch child.lifeline.read(into: &buffer) {
            case .nothingNow: return
            case .end: running[number]?.isListening = false
            case .bytes(let count):
                let messages = child.reader.read(buffer[..<count])
                running[number]?.reader = child.reader
                for message in messages { handle(.said(number, message)) }
            }
        }
    }

    private func take(_ item: SupervisorInbox.Item) {
        switch item {
        case .stop:
            stops += 1
            handle(.stop)
        case .rollingRestart: handle(.rollingRestart)
        case .ended(let number): reap(number)
        }
    }

    // MARK: Acting

    private func handle(_ input: SupervisorInput) {
        var inputs = [input]
        while let next = inputs.popLast() {
            for action in state.handle(next, now: now, using: &random) {
                if let answer = act(action) { inputs.append(answer) }
            }
        }
    }

    private func act(_ action: SupervisorAction) -> SupervisorInput? {
        switch action {
        case .spawn(let slot, let number): return spawn(children[slot], number)
        case .signal(let number, let signal): send(signal, to: number)
        case .log(let notice): teller.tell(notice)
        case .allReady: showTable()
        case .finished: isFinished = true
        }
        return nil
    }

    private func spawn(_ child: ChildSpecification, _ number: ProcessNumber) -> SupervisorInput {
        do {
            let spawned = try ChildSpawn.spawn(child)
            do {
                try awaitEnd(of: spawned.pid, number)
            } catch {
                // Nobody would learn of its end.
                kill(-spawned.pid, SIGKILL)
                _ = waitpid(spawned.pid, nil, 0)
                throw error
            }
            running[number] = Running(pid: spawned.pid, lifeline: spawned.lifeline)
            teller.carry(spawned, prefix: prefixes[child.name] ?? [])
            return .started(number, pid: spawned.pid)
        } catch {
            return .spawnFailed(number, reason: "\(error)")
        }
    }

    /// A thread that sleeps until the process ends. It leaves the process to be reaped by the loop.
    private func awaitEnd(of pid: Int32, _ number: ProcessNumber) throws {
        try DetachedThread.start { [inbox] in
            var information = siginfo_t()
            while waitid(P_PID, id_t(pid), &information, WEXITED | WNOWAIT) != 0, errno == EINTR {}
            inbox.put(.ended(number))
        }
    }

    private func send(_ signal: ChildSignal, to number: ProcessNumber) {
        guard let child = running[number] else { return }
        switch signal {
        case .terminate: kill(child.pid, SIGTERM)
        // The whole group: what a child started must not outlive it.
        case .kill: kill(-child.pid, SIGKILL)
        }
    }

    private func reap(_ number: ProcessNumber) {
        hear(number)
        guard let child = running.removeValue(forKey: number) else { return }
        // Until it is reaped its id, and so its group's, is nobody else's.
        kill(-child.pid, SIGKILL)
        var status: Int32 = 0
        while waitpid(child.pid, &status, 0) < 0, errno == EINTR {}
        handle(.exited(number, ExitStatus(waitStatus: status)))
    }

    // MARK: Showing

    private func showStatus() {
        let status = state.status(now: now)
        inbox.show(status)
        metrics.tell(status)
    }

    private func showTable() {
        guard !isTableShown else {
            return teller.tell(SupervisorNotice(level: .info, child: nil, text: "everything is ready again"))
        }
        isTableShown = true
        teller.show(state.status(now: now))
    }
}
