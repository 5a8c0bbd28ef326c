extension Duration {
    /// For people: `320 ms`, `4.2 s`, `3 min 20 s`, `2 h 5 min`.
    var spoken: String {
        let (seconds, attoseconds) = components
        let milliseconds = max(0, seconds * 1_000 + attoseconds / 1_000_000_000_000_000)
        switch milliseconds {
        case ..<1_000: return "\(milliseconds) ms"
        case ..<60_000:
            let tenths = milliseconds / 100
            return tenths % 10 == 0 ? "\(tenths / 10) s" : "\(tenths / 10).\(tenths % 10) s"
        case ..<3_600_000: return "\(milliseconds / 60_000) min \(milliseconds / 1_000 % 60) s"
        default: return "\(milliseconds / 3_600_000) h \(milliseconds / 60_000 % 60) min"
        }
    }
}
