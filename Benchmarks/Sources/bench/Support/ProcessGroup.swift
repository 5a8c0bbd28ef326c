import Foundation
import Glibc

/// What the processes of a group, and their children, have used, from /proc.
enum ProcessGroup {
    /// CPU seconds of user and kernel, with those of children that have ended.
    static func cpuSeconds(_ group: pid_t) -> Double {
        let ticks = fields(of: group).map { fields in
            // utime, stime, cutime, cstime: places 14 to 17 of proc(5), counted from 1; the first two are cut off.
            fields[11..<15].compactMap { Double($0) }.reduce(0, +)
        }.reduce(0, +)
        return ticks / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    /// Memory of all together that is in RAM, in bytes.
    static func residentBytes(_ group: pid_t) -> Double {
        let pages = fields(of: group).compactMap { Double($0[21]) }.reduce(0, +)
        return pages * Double(sysconf(Int32(_SC_PAGESIZE)))
    }

    /// The most memory that each has had in RAM, added up, in bytes: at least what all together had at once.
    static func peakResidentBytes(_ group: pid_t) -> Double {
        members(of: group).compactMap { member -> Double? in
            let status = (try? String(contentsOfFile: "/proc/\(member.id)/status", encoding: .utf8)) ?? ""
            let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
            return line?.split { $0 == " " || $0 == "\t" }.dropFirst().first.flatMap { Double($0) }.map { $0 * 1024 }
        }.reduce(0, +)
    }

    /// Lets the peaks begin anew; where the kernel refuses, they stay those of the processes' lives.
    static func forgetPeak(_ group: pid_t) {
        for member in members(of: group) {
            // Writing 5 resets the peak: clear_refs in proc(5).
            try? "5".write(toFile: "/proc/\(member.id)/clear_refs", atomically: false, encoding: .utf8)
        }
    }

    private typealias Member = (id: Substring, fields: [Substring])

    private static func fields(of group: pid_t) -> [[Substring]] { members(of: group).map(\.fields) }

    /// The fields of each process' stat file after its name: state, parent, group, … Those of the group, and what they
    /// started in groups of their own.
    private static func members(of group: pid_t) -> [Member] {
        var others: [Member] = all()
        var found: [Member] = []
        var ids: Set<Substring> = []
        while true {
            let isIn = { (fields: [Substring]) in fields[2] == "\(group)" || ids.contains(fields[1]) }
            let members = others.filter { isIn($0.fields) }
            guard !members.isEmpty else { return found }
            others.removeAll { isIn($0.fields) }
            found += members
            ids.formUnion(members.map(\.id))
        }
    }

    private static func all() -> [Member] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return names.filter { $0.first?.isNumber ?? false }.compactMap { name in
            guard let text = try? String(contentsOfFile: "/proc/\(name)/stat", encoding: .utf8),
                let end = text.lastIndex(of: ")")
            else { return nil }
            let fields = text[text.index(after: end)...].split { $0 == " " || $0 == "\n" }
            return fields.count > 21 ? (name[...], fields) : nil
        }
    }
}
