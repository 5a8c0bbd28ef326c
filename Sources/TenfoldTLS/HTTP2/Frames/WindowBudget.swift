import NIOCore

/// So many of something within a span of time, which begins anew when it is over.
struct WindowBudget {
    private let limit: Int
    private let length: TimeAmount
    private var began: NIODeadline
    private var spent = 0

    init(_ limit: Int, per length: TimeAmount, now: NIODeadline) {
        self.limit = limit
        self.length = length
        began = now
    }

    /// Takes one; false where there is none left.
    mutating func spend(now: NIODeadline) -> Bool {
        if now - began >= length { (began, spent) = (now, 0) }
        spent += 1
        return spent <= limit
    }
}
