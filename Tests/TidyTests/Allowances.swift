/// Every exception to a house rule, in one place, each with its reason. Keep it short: mend the code first.
enum Allowances {
    /// Files over 400 lines.
    static let longFiles: [String: String] = [:]

    /// Folders of more than 14 files.
    static let fullFolders: [String: String] = [:]

    /// Folders of data from elsewhere, which is not ours to tidy.
    static let foreignData: [String: String] = [
        "Tests/TenfoldHTTPTests/JSON/JSONTestSuite/test_parsing/": "odd spaces are what some of these cases are about"
    ]

    static let printing: [String: String] = [
        "Sources/TenfoldRuntime/Commands/": "the subcommands' results go to standard output",
        "Sources/TenfoldCLI/": "as above",
    ]

    static let crashing: [String: String] = [:]

    static let sleeping: [String: String] = [
        "Tests/TenfoldDataTests/SQLite/ForeignAwaitTests.swift":
            "a transaction body that sleeps is what these tests are about",
        "Tests/TenfoldDataTests/SQLite/Eventually.swift": "the wait on a condition itself: it pauses between two looks",
        "Tests/TenfoldCacheTests/Waiting.swift": "the wait on a condition itself: it pauses between two looks",
        "Tests/AcceptanceTests/Services/AloneReplicaTests.swift":
            "trouble comes at its time within a load that is measured",
        "Tests/AcceptanceTests/Services/AloneOverloadTests.swift":
            "a handler that takes 10 ms is what this test is about",
        "Tests/AcceptanceTests/Services/WireApp.swift": "a handler that takes its time is what deadlines are tested on",
        "Tests/Probes/RemoteCalls/Callee.swift": "it serves until it is ended from outside",
        "Tests/TenfoldEventsTests/TimeLimitTests.swift": "work that outlasts its limit is what these tests are about",
        "Tests/TenfoldIdentityTests/Waiting.swift": "the wait on a condition itself: it pauses between two looks",
        "Tests/TenfoldEventsTests/Fakes/Waiting.swift": "the wait on a condition itself: it pauses between two looks",
    ]
}
