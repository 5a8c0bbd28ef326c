import Foundation

/// The machine, as its kernel tells it.
enum Machine {
    static var cores: Int { ProcessInfo.processInfo.activeProcessorCount }

    static var facts: [[String]] {
        [
            ["processor", value("model name", in: "/proc/cpuinfo") ?? Tool.line(["uname", "-m"]) ?? "?"],
            ["cores", "\(cores)"],
            ["memory", memory],
            ["kernel", Tool.line(["uname", "-sr"]) ?? "?"],
            ["system", (value("PRETTY_NAME", in: "/etc/os-release") ?? "?").replacing("\"", with: "")],
            ["disk", disk],
            ["load before the run", load],
        ]
    }

    private static let load =
        (try? String(contentsOfFile: "/proc/loadavg", encoding: .utf8))?
        .split(separator: " ").prefix(3).joined(separator: ", ") ?? "?"

    private static var memory: String {
        let kibibytes = value("MemTotal", in: "/proc/meminfo").flatMap { $0.split(separator: " ").first }
        return kibibytes.flatMap { Double($0) }.map { "\(Figure.whole($0 / 1_048_576)) GiB" } ?? "?"
    }

    private static var disk: String {
        let text = (try? Tool.run(["df", "--output=fstype", Workspace.shared.root])) ?? ""
        return text.split(separator: "\n").last.map { "\($0) (figures of commits depend on its fsync)" } ?? "?"
    }

    private static func value(_ name: String, in file: String) -> String? {
        let text = (try? String(contentsOfFile: file, encoding: .utf8)) ?? ""
        guard let line = text.split(separator: "\n").first(where: { $0.hasPrefix(name) }) else { return nil }
        return line.split(maxSplits: 1) { $0 == ":" || $0 == "=" }.last?.trimmingCharacters(in: .whitespaces)
    }
}
