/// Until when a stored response may be used, as nanoseconds of a clock that never steps.
struct ResponseTimes: Sendable, Equatable {
    /// When it was made, as its age tells; may lie before the clock began.
    var bornAt: Int64
    /// Fresh before then. Not after `bornAt` where every use needs the origin's word.
    var freshUntil: Int64
    /// May be served before then while it is revalidated (RFC 5861, section 3). Never before `freshUntil`.
    var staleWhileRevalidatingUntil: Int64
    /// May be served before then where the origin fails (RFC 5861, section 4). Never before `freshUntil`.
    var staleOnErrorUntil: Int64

    /// Seconds, as `Age` tells them.
    func age(at now: Int64) -> Int { min(Int(max(0, now - bornAt) / 1_000_000_000), DeltaSeconds.limit) }

    /// When nothing is left that it could serve by itself.
    var spentAt: Int64 { max(freshUntil, staleWhileRevalidatingUntil, staleOnErrorUntil) }
}
