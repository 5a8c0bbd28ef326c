import Glibc

/// What commands say to people: answers on standard output, trouble on standard error.
enum StandardOutput {
    static func flush() { fflush(nil) }

    static func writeError(_ text: String) {
        fflush(nil)
        let line = Array((text + "\n").utf8)
        // Safe: the pointer is used for the length of the call, within the array's bounds.
        line.withUnsafeBytes { _ = write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }

    static var isTerminal: Bool { isatty(STDERR_FILENO) == 1 }
}
