import FoundationEssentials

/// The executable that runs, for starting it again.
package enum CurrentExecutable {
    /// Its path on the disk, to be asked for once, at the start: `/proc/self/exe` itself stays with the old file when a
    /// new build takes its place, so that a rolling restart would start the old build again.
    ///
    /// Nil where there is no `/proc`.
    package static func path() -> String? {
        try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    }
}
