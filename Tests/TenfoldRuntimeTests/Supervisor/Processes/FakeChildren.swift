import Foundation
import Synchronization
import TenfoldRuntime
import TenfoldTelemetry

/// Children for tests, in the languages that every machine has.
enum FakeChildren {
    static func shell(_ name: String, isPublic: Bool = false, _ script: String) -> ChildSpecification {
        ChildSpecification(name: name, executable: "/bin/sh", arguments: ["-c", script], isPublic: isPublic)
    }

    static func python(
        _ name: String, isPublic: Bool = false, sockets: [Int32] = [], _ script: String
    ) -> ChildSpecification {
        ChildSpecification(
            name: name, executable: "/usr/bin/env", arguments: ["python3", "-u", "-c", script],
            listeningSockets: sockets, isPublic: isPublic)
    }

    /// Speaks the lifeline's protocol from a thread, and ends with it; `say` is there for more.
    static let lifeline = """
        import os, select, signal, socket, sys, threading, time
        life = socket.socket(fileno=int(os.environ["TENFOLD_LIFELINE_FD"]))
        def say(line): life.sendall((line + "\\n").encode())
        def beat():
            while True:
                say("beat")
                if select.select([life], [], [], 0.25)[0]: os._exit(9)
        threading.Thread(target=beat, daemon=True).start()

        """

    /// Ready at once; writes `name: stops` when it is asked to stop, and takes this long for it.
    static func obedient(_ name: String, isPublic: Bool = false, seconds: Double = 0) -> ChildSpecification {
        python(
            name, isPublic: isPublic,
            lifeline + """
                def stop(*_):
                    print("\(name) stops")
                    threading.Event().wait(\(seconds))
                    print("\(name) is done")
                    os._exit(0)
                signal.signal(signal.SIGTERM, stop)
                say("ready 127.0.0.1:1")
                while True: signal.pause()
                """)
    }

    /// Accepts from the sockets that it inherited and answers each line with its process id; stops accepting and
    /// ends when it is asked to.
    static let server =
        lifeline + """
            sockets = [socket.socket(fileno=int(n)) for n in os.environ["TENFOLD_LISTEN_FDS"].split(",")]
            for s in sockets: s.setblocking(False)
            stopping = []
            signal.signal(signal.SIGTERM, lambda *_: stopping.append(1))
            say("ready")
            while not stopping:
                for s in select.select(sockets, [], [], 0.05)[0]:
                    try: c, _ = s.accept()
                    except BlockingIOError: continue
                    c.setblocking(True)
                    c.recv(64)
                    c.sendall(f"{os.getpid()}\\n".encode())
                    c.close()
            say("draining")
            """

    /// Connects again and again, one connection after the other, until its input ends the wait: prints a line for each
    /// that failed, and at SIGTERM how many there were and how many processes answered.
    static let client = """
        import signal, socket, sys
        port, stopping, answers, count = int(sys.argv[1]), [], set(), 0
        signal.signal(signal.SIGTERM, lambda *_: stopping.append(1))
        # The test's own threads block signals, and a child inherits that.
        signal.pthread_sigmask(signal.SIG_SETMASK, [])
        while not stopping:
            try:
                c = socket.create_connection(("127.0.0.1", port), timeout=10)
                c.sendall(b"who\\n")
                answer = c.recv(64)
                if not answer: raise Exception("no answer")
                answers.add(answer)
                c.close()
            except Exception as error: print("failed:", error, flush=True)
            count += 1
        print("connections", count, "processes", len(answers), flush=True)
        """
}

/// Keeps the lines it is given.
final class LineKeeper: LogSink {
    private let kept = Mutex<[String]>([])

    var lines: [String] { kept.withLock { $0 } }

    func write(_ line: [UInt8]) {
        kept.withLock { $0.append(String(decoding: line.dropLast(), as: UTF8.self)) }
    }
}

/// What the kernel says of a process.
enum ProcessTable {
    /// Whether it runs, stopped or not; a zombie does not.
    static func isAlive(_ pid: Int32) -> Bool { !["Z", "X", nil].contains(state(pid)) }

    /// Whether a signal has stopped it.
    static func isStopped(_ pid: Int32) -> Bool { state(pid) == "T" }

    /// The third word of its `stat`, after the name in brackets; nil where it is gone.
    private static func state(_ pid: Int32) -> Substring? {
        guard let stat = FileManager.default.contents(atPath: "/proc/\(pid)/stat") else { return nil }
        return String(decoding: stat, as: UTF8.self).split(separator: ")").last?.split(separator: " ").first
    }
}
