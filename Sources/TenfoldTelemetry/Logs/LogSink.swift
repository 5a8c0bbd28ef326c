/// Where whole log lines go.
package protocol LogSink: Sendable {
    /// Writes a line, its newline included, without mixing it with another. Never throws: a log must not fail its
    /// caller.
    func write(_ line: [UInt8])
}
