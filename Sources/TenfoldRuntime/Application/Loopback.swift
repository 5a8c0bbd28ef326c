/// Addresses that only this machine can reach.
enum Loopback {
    /// Whether a text means this machine. A name may lead anywhere: only `localhost` and numbers count.
    static func isMeant(by host: String) -> Bool {
        if host == "localhost" || host == "::1" { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts.first == "127" && parts.allSatisfy { UInt8($0) != nil }
    }
}
