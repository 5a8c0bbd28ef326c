import Testing

@testable import TenfoldRuntime

/// Whole stories: what happens, and what the supervisor does about it. `#n` is the n-th process that was started.
@Suite struct StoryTests {
    @Test func `a stage lives through a crash and a freeze`() throws {
        try tell(
            slots: ["accounts/0", "accounts/1", "edge/0"],
            """
            start           -> spawn accounts/0 #0, spawn accounts/1 #1, spawn edge/0 #2
            ready 0 1       -> nothing
            ready 2         -> all ready
            pass 3600       -> nothing
            crash 1         -> nothing
            pass 1          -> spawn accounts/1 #3
            ready 3         -> all ready
            freeze 0        -> nothing
            pass 1          -> nothing
            pass 1          -> kill #0
            crash 0         -> spawn accounts/0 #4
            ready 4         -> all ready
            pass 60         -> nothing
            """)
    }

    @Test func `a bad build stops at the first replica, a good one passes`() throws {
        try tell(
            slots: ["accounts/0", "edge/0"],
            """
            start           -> spawn accounts/0 #0, spawn edge/0 #1
            ready 0 1       -> all ready
            restart         -> spawn accounts/0 #2
            crash 2         -> nothing
            pass 100        -> nothing
            restart         -> spawn accounts/0 #3
            pass 59         -> nothing
            pass 1          -> kill #3
            crash 3         -> nothing
            restart         -> spawn accounts/0 #4
            ready 4         -> terminate #0
            draining 0      -> nothing
            pass 10         -> nothing
            end 0           -> spawn edge/0 #5
            ready 5         -> terminate #1
            end 1           -> nothing
            pass 100        -> nothing
            """)
    }

    @Test func `an old process that freezes while it is replaced is killed, and its replacement takes over`() throws {
        try tell(
            slots: ["accounts/0"],
            """
            start           -> spawn accounts/0 #0
            ready 0         -> all ready
            restart         -> spawn accounts/0 #1
            freeze 0        -> nothing
            pass 2          -> kill #0
            crash 0         -> nothing
            ready 1         -> all ready
            restart         -> spawn accounts/0 #2
            """)
    }

    @Test func `an edge that freezes while it drains does not hold the stop up`() throws {
        try tell(
            slots: ["accounts/0", "accounts/1", "edge/0"],
            """
            start           -> spawn accounts/0 #0, spawn accounts/1 #1, spawn edge/0 #2
            ready 0 1 2     -> all ready
            crash 1         -> nothing
            stop            -> terminate #2
            freeze 2        -> nothing
            pass 2          -> kill #2
            crash 2         -> terminate #0
            pass 24         -> nothing
            pass 1          -> kill #0
            crash 0         -> finished
            """)
    }

    private func tell(slots: [String], _ text: String) throws {
        var story = SupervisorStory(slots)
        var frozen: Set<Int> = []
        for line in text.split(separator: "\n") {
            let sides = line.split(separator: "->").map { $0.split(separator: " ").joined(separator: " ") }
            let words = sides[0].split(separator: " ")
            let numbers = words.dropFirst().compactMap { Int($0) }
            let first = numbers.first ?? -1
            let done: [String]
            switch words.first {
            case "start": done = story.take(.start)
            case "stop": done = story.take(.stop)
            case "restart": done = story.take(.rollingRestart)
            case "crash": done = story.exit(first, .signal(9))
            case "end": done = story.exit(first, .code(0))
            case "ready": done = numbers.flatMap { story.ready($0) }
            case "draining": done = story.take(.said(ProcessNumber(first), .draining))
            case "freeze":
                frozen.insert(first)
                done = story.take(.said(ProcessNumber(first), .beat))
            case "pass":
                done = story.pass(
                    .seconds(first), beating: story.alive.keys.map(\.value).filter { !frozen.contains($0) })
            default: throw UnknownWord(line: String(line))
            }
            #expect(done.isEmpty ? sides[1] == "nothing" : done.joined(separator: ", ") == sides[1], "\(line): \(done)")
        }
    }

    private struct UnknownWord: Error { let line: String }
}
