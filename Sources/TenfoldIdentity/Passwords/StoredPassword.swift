import Crypto
import CryptoExtras
import FoundationEssentials

/// A password's hash with all that made it, as text: `$scrypt$ln=15,r=8,p=1$salt$hash`.
///
/// The form is the PHC string format: base64 in the standard alphabet, without padding.
package struct StoredPassword: Sendable {
    static let saltBytes = 16
    static let hashBytes = 32

    package let parameters: ScryptParameters
    let salt: [UInt8]
    let hash: SymmetricKey

    /// Hashes a password with a salt. Takes the parameters' memory and time, on the calling thread.
    init(hashing password: String, salt: [UInt8], parameters: ScryptParameters, hashBytes: Int = hashBytes) throws {
        self.parameters = parameters
        self.salt = salt
        self.hash = try KDF.Scrypt.deriveKey(
            from: Array(password.utf8), salt: salt, outputByteCount: hashBytes, rounds: parameters.rounds,
            blockSize: parameters.blockSize, parallelism: parameters.parallelism)
    }

    /// Reads the text form; nil for anything else, and for parameters out of bounds.
    package init?(_ text: String) {
        guard text.utf8.count <= 512 else { return nil }
        let parts = text.split(separator: "$", omittingEmptySubsequences: false)
        guard parts.count == 5, parts[0].isEmpty, parts[1] == "scrypt",
            let parameters = ScryptParameters(phc: parts[2]),
            let salt = Self.unpadded(parts[3]), let hash = Self.unpadded(parts[4]),
            (8...64).contains(salt.count), (16...64).contains(hash.count)
        else { return nil }
        self.parameters = parameters
        self.salt = salt
        self.hash = SymmetricKey(data: hash)
    }

    /// The text form.
    package var text: String {
        let parameters = "ln=\(parameters.logRounds),r=\(parameters.blockSize),p=\(parameters.parallelism)"
        // Safe: the bytes are copied inside the closure.
        let hash = hash.withUnsafeBytes { Array($0) }
        return "$scrypt$\(parameters)$\(Self.unpadded(salt))$\(Self.unpadded(hash))"
    }

    /// Whether the password made this hash. The comparison takes the same time wherever they differ.
    func isMade(by password: String) throws -> Bool {
        let other = try StoredPassword(
            hashing: password, salt: salt, parameters: parameters, hashBytes: hash.bitCount / 8)
        // SymmetricKey's == compares in constant time.
        return hash == other.hash
    }

    private static func unpadded(_ bytes: [UInt8]) -> String {
        String(Data(bytes).base64EncodedString().prefix { $0 != "=" })
    }

    private static func unpadded(_ text: Substring) -> [UInt8]? {
        guard !text.contains("=") else { return nil }
        let padding = String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
        return Data(base64Encoded: text + padding).map { Array($0) }
    }
}

extension ScryptParameters {
    /// Reads `ln=15,r=8,p=1`.
    fileprivate init?(phc text: Substring) {
        let fields = text.split(separator: ",", omittingEmptySubsequences: false)
        guard fields.count == 3, fields[0].hasPrefix("ln="), fields[1].hasPrefix("r="), fields[2].hasPrefix("p="),
            let logRounds = Int(fields[0].dropFirst(3)), let blockSize = Int(fields[1].dropFirst(2)),
            let parallelism = Int(fields[2].dropFirst(2))
        else { return nil }
        self.init(logRounds: logRounds, blockSize: blockSize, parallelism: parallelism)
    }
}
