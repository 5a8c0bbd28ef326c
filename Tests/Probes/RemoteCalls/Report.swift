import FoundationEssentials

/// What is told of the window.
struct Report: Codable, Sendable {
    var calls: Int
    var seconds: Double
    var callerCPUSeconds: Double
    var calleeCPUSeconds: Double
    var medianMilliseconds: Double
    var p99Milliseconds: Double

    /// One line of JSON.
    var line: String { (try? JSONEncoder().encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "" }
}

/// User and system time of processes, in seconds.
enum ProcessorTime {
    struct Unknown: Error {}

    /// In proc(5)'s ticks of a hundredth of a second.
    static func of(_ process: Int32) throws -> Double { try of("\(process)") }

    static func own() throws -> Double { try of("self") }

    private static func of(_ process: String) throws -> Double {
        let text = try String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
        guard let end = text.lastIndex(of: ")") else { throw Unknown() }
        // utime and stime: places 14 and 15, counted from 1; the first two are cut off.
        let fields = text[text.index(after: end)...].split(separator: " ")
        guard fields.count > 12, let user = Double(fields[11]), let system = Double(fields[12]) else { throw Unknown() }
        return (user + system) / 100
    }
}
