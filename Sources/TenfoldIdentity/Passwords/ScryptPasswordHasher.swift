import Dispatch
import FoundationEssentials
import Metrics
package import TenfoldCore

/// Hashes passwords with scrypt (RFC 7914), at most one a core, on threads of its own.
package final class ScryptPasswordHasher: PasswordHashing {
    /// The longest password, in bytes of UTF-8.
    package static let longestPasswordBytes = 1024

    private let parameters: ScryptParameters
    private let lanes: HashingLanes
    private let durations = Timer(label: "tenfold_password_hash_seconds")

    /// A hasher.
    ///
    /// - Parameters:
    ///   - parameters: the work of a new hash. Stored ones carry their own.
    ///   - lanes: how many are hashed at once; a core each by default. Each takes the parameters' memory, 32 MiB by
    ///     default.
    ///   - waiting: how many more may wait; by default 4 a lane. Alone on the machine a hash takes about a tenth of a
    ///     second; with nine others wanting each core, three to six tenths were measured: so the wait is below a
    ///     second, and about two at worst. Whoever comes when all places are taken gets `Fault.unavailable` at once.
    package convenience init(
        parameters: ScryptParameters = .standard, lanes: Int = ProcessInfo.processInfo.activeProcessorCount,
        waiting: Int? = nil
    ) {
        let lanes = max(1, lanes)
        self.init(parameters: parameters, lanes: HashingLanes(lanes: lanes, lineLimit: waiting ?? lanes * 4))
    }

    init(parameters: ScryptParameters, lanes: HashingLanes) {
        self.parameters = parameters
        self.lanes = lanes
    }

    package func hash(_ password: Secret<String>) async throws -> String {
        guard Self.isShortEnough(password) else {
            let field = FieldError(
                field: "password", message: "must be at most \(Self.longestPasswordBytes) bytes long")
            throw Refusal.invalid([field])
        }
        let salt = (0..<StoredPassword.saltBytes).map { _ in UInt8.random(in: .min ... .max) }
        return try await timed { [parameters] in
            try StoredPassword(hashing: password.exposed, salt: salt, parameters: parameters).text
        }
    }

    package func verify(_ password: Secret<String>, against hash: String?) async throws -> Bool {
        // No password that long was ever stored. The answer is as quick for an account that is there as for one that is
        // not.
        guard Self.isShortEnough(password) else { return false }
        guard let hash else {
            try await spendTheSameTime(on: password)
            return false
        }
        guard let stored = StoredPassword(hash) else {
            throw Fault(
                .unexpectedRow,
                "the stored password hash is no scrypt hash in PHC form, or asks for more work than is allowed: have it set anew"
            )
        }
        return try await timed { try stored.isMade(by: password.exposed) }
    }

    /// So that the time of an answer does not tell whether the account exists.
    private func spendTheSameTime(on password: Secret<String>) async throws {
        let salt = [UInt8](repeating: 0, count: StoredPassword.saltBytes)
        _ = try await timed { [parameters] in
            try StoredPassword(hashing: password.exposed, salt: salt, parameters: parameters)
        }
    }

    private func timed<Result: Sendable>(_ work: @escaping @Sendable () throws -> Result) async throws -> Result {
        try await lanes.run { [durations] in
            let start = DispatchTime.now().uptimeNanoseconds
            defer { durations.recordNanoseconds(Int64(DispatchTime.now().uptimeNanoseconds - start)) }
            return try work()
        }
    }

    private static func isShortEnough(_ password: Secret<String>) -> Bool {
        password.exposed.utf8.count <= longestPasswordBytes
    }
}
