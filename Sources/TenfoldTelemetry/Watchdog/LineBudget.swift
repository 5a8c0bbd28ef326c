/// So many lines a minute, and a count of those left out since. Pure: time is an argument.
package struct LineBudget: Sendable {
    private let linesPerMinute: Int
    private var minuteBegan: Duration?
    private var lines = 0
    /// Left out since the last line that was not.
    package private(set) var suppressed = 0

    package init(linesPerMinute: Int) { self.linesPerMinute = linesPerMinute }

    /// Whether one more line may be logged now; answers how many were left out before it, nil where it may not.
    package mutating func take(now: Duration) -> Int? {
        if minuteBegan.map({ now - $0 >= .seconds(60) }) ?? true {
            minuteBegan = now
            lines = 0
        }
        guard lines < linesPerMinute else {
            suppressed += 1
            return nil
        }
        lines += 1
        defer { suppressed = 0 }
        return suppressed
    }
}
