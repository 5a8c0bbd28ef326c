/// A value that must be unique over all shards, for instance an email address.
///
/// It is reserved before the command's transaction, written inside it, and confirmed after: a second claimant is
/// refused.
public struct Claim: Hashable, Sendable {
    /// What kind of value it is, for instance `accounts.email`.
    public let name: String
    /// The value, compared bytewise.
    public let value: String

    /// Claims `value` among all values of `name`. Normalize the value first (case, blanks): comparison is bytewise.
    public static func unique(_ name: String, _ value: String) -> Claim { Claim(name: name, value: value) }

    /// Where the claim itself is kept: a bucket from its value, whoever claims it.
    package var bucket: Bucket { Bucket(hashing: "\(name)\u{1f}\(value)") }
}
