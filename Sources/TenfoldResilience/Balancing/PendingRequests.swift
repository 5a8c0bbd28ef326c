/// The requests that have not ended, oldest first. Numbers are given in order, so a search by halves finds one.
struct PendingRequests: Hashable, Sendable {
    private struct Request: Hashable, Sendable {
        let ticket: UInt64
        let startedAt: Duration
    }

    private var requests: [Request] = []

    var count: Int { requests.count }

    /// How long the oldest has waited; zero if there is none.
    func oldestAge(now: Duration) -> Duration {
        requests.first.map { max(.zero, now - $0.startedAt) } ?? .zero
    }

    mutating func append(ticket: UInt64, startedAt: Duration) {
        requests.append(Request(ticket: ticket, startedAt: startedAt))
    }

    /// When it started; nil if it is not here, or was taken out already.
    mutating func remove(ticket: UInt64) -> Duration? {
        var low = 0
        var high = requests.count
        while low < high {
            let middle = (low + high) / 2
            if requests[middle].ticket < ticket { low = middle + 1 } else { high = middle }
        }
        guard low < requests.count, requests[low].ticket == ticket else { return nil }
        return requests.remove(at: low).startedAt
    }
}
