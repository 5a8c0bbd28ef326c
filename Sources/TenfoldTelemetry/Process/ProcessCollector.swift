import Glibc

/// What Prometheus' own clients tell of a process, under the same names, read from `/proc` when a scrape asks. Where
/// there is no `/proc`, nothing.
package struct ProcessCollector: Sendable {
    private let ticksPerSecond: Double
    private let pageBytes: Double
    /// Seconds since 1970 at which the machine booted.
    private let bootTime: Double?

    package init() {
        ticksPerSecond = Double(max(sysconf(Int32(_SC_CLK_TCK)), 1))
        pageBytes = Double(max(sysconf(Int32(_SC_PAGESIZE)), 1))
        bootTime = ProcFile.text("/proc/stat").flatMap(Self.bootTime)
    }

    /// The metrics now. Five short reads: safe on an event loop.
    package func collect() -> [CollectedMetric] {
        var metrics: [CollectedMetric] = []
        if let stat = ProcFile.text("/proc/self/stat").flatMap(ProcessStat.init) { metrics += self.metrics(of: stat) }
        if let count = ProcFile.openDescriptors() {
            let help = "Files that the process has open."
            metrics.append(CollectedMetric("process_open_fds", .gauge, help: help, value: Double(count)))
        }
        if let most = ProcFile.mostDescriptors() {
            let help = "Files that the process may have open."
            metrics.append(CollectedMetric("process_max_fds", .gauge, help: help, value: most))
        }
        return metrics
    }

    func metrics(of stat: ProcessStat) -> [CollectedMetric] {
        var metrics = [
            CollectedMetric(
                "process_cpu_seconds_total", .counter, help: "Processor time that the process has used.",
                value: Double(stat.processorTicks) / ticksPerSecond),
            CollectedMetric(
                "process_resident_memory_bytes", .gauge, help: "Memory of the process that is in place.",
                value: Double(stat.residentPages) * pageBytes),
            CollectedMetric(
                "process_virtual_memory_bytes", .gauge, help: "Addresses that the process has taken.",
                value: Double(stat.virtualBytes)),
            CollectedMetric(
                "process_threads", .gauge, help: "Threads of the process.", value: Double(stat.threads)),
        ]
        if let bootTime {
            let started = bootTime + Double(stat.startTicks) / ticksPerSecond
            let help = "When the process began, in seconds since 1970."
            metrics.append(CollectedMetric("process_start_time_seconds", .gauge, help: help, value: started))
        }
        return metrics
    }

    static func bootTime(_ text: String) -> Double? {
        text.split(separator: "\n").first { $0.hasPrefix("btime ") }.flatMap { Double($0.dropFirst(6)) }
    }
}

/// The parts of `/proc/<pid>/stat` that are shown; proc(5) numbers its fields from 1.
struct ProcessStat: Equatable {
    var processorTicks: UInt64
    var threads: UInt64
    var startTicks: UInt64
    var virtualBytes: UInt64
    var residentPages: UInt64

    init?(_ text: String) {
        // The program's name may hold spaces and brackets; the last bracket ends it, and field 3 follows.
        guard let nameEnd = text.utf8.lastIndex(of: UInt8(ascii: ")")) else { return nil }
        let fields = text[text.index(after: nameEnd)...].split(separator: " ")
        guard fields.count >= 22, let user = UInt64(fields[11]), let system = UInt64(fields[12]),
            let threads = UInt64(fields[17]), let startTicks = UInt64(fields[19]),
            let virtualBytes = UInt64(fields[20]), let residentPages = UInt64(fields[21])
        else { return nil }
        processorTicks = user + system
        self.threads = threads
        self.startTicks = startTicks
        self.virtualBytes = virtualBytes
        self.residentPages = residentPages
    }
}
