package import TenfoldCore

/// What claims are owned by: the id says in its bucket where its outcome is decided.
package enum ClaimOwner {}

/// A reservation that a command holds in the shard of the claim's value.
package struct ClaimHold: Hashable, Sendable {
    package let claim: Claim
    package let id: ID<ClaimOwner>
    /// Found confirmed under this command's own scope: an earlier try of it has committed.
    package var isConfirmed = false
}

/// A row of `tenfold_claim`.
package struct ClaimRow: RowDecodable, Hashable {
    package let claim: Claim
    package let id: ID<ClaimOwner>
    package let scope: [UInt8]
    package let state: Int
    package let reservedAtMilliseconds: Int64

    static let reserved = 0
    static let confirmed = 1
    static let columns: SQL = "name, value, claim_id, scope, state, reserved_at"

    package init(row: inout Row) throws {
        claim = .unique(try row.next(), try row.next())
        id = try row.next()
        scope = try row.next()
        state = try row.next()
        reservedAtMilliseconds = try row.column { try $0.timestamp(at: $1) }
    }
}

/// What the owner's shard says of a claim.
package enum ClaimOutcome: Int, Hashable, Sendable {
    case committed = 1
    case aborted = 2
}

/// The transaction must start over: a sweep aborted its reservation first.
struct ClaimsWereAborted: Error { let ids: [ID<ClaimOwner>] }

/// The transaction must start over when another command's reservation is decided.
struct ClaimIsUndecided: Error { let row: ClaimRow }
