package import Crypto
import FoundationEssentials
package import TenfoldCore

/// The keys in a data folder: one that signs, all that verify, and secrets derived from the first.
///
/// `keys/token.key` is made at the first start. To rotate, an operator adds `keys/token-<kid>.key` to every process's
/// folder and restarts: the file whose kid comes last in the order of text signs from then on (so name them by date:
/// `token-2026-08-01.key`), and the others go on verifying. The order is that of names and not of file times, because
/// copies and restores change those.
package struct SigningKeys: Sendable {
    /// The most key files there may be.
    package static let mostKeys = 16

    /// All keys; the first is the root, the last signs.
    package let all: [SigningKey]
    private let root: SigningKey

    /// The key that signs new tokens.
    package var signing: SigningKey { all.last ?? root }

    /// The root key and those that came after it.
    package init(root: SigningKey, later: [SigningKey] = []) {
        self.root = root
        self.all = [root] + later
    }

    /// A root key that only this process knows, for tests.
    package static func random() -> SigningKeys {
        SigningKeys(root: SigningKey(id: rootID, secret: SymmetricKey(size: .bits256)))
    }

    /// Reads the keys of a data folder, and makes the first if there is none. Processes that start at once agree on it.
    ///
    /// Throws `Fault.signingKeyUnusable` when a key file is missing, unreadable, readable by others, or of a wrong
    /// length.
    package static func load(dataFolder: String) throws -> SigningKeys {
        let folder = dataFolder + "/keys"
        let rootPath = folder + "/token.key"
        try KeyFile.makeFolder(folder)
        try KeyFile.createIfAbsent(rootPath)
        let later = try laterIDs(in: folder).map { id in
            SigningKey(id: id, secret: try KeyFile.read("\(folder)/token-\(id).key"))
        }
        return SigningKeys(root: SigningKey(id: rootID, secret: try KeyFile.read(rootPath)), later: later)
    }

    /// A secret for another purpose, from the root key by HKDF-SHA-256 (RFC 5869).
    ///
    /// It outlives rotation, because the root does: what was stored under it can still be compared.
    ///
    /// - Parameter label: what it is for, for instance `command-fingerprints`. Another label gives an unrelated secret.
    package func derivedKey(label: String) -> SymmetricKey {
        HKDF<SHA256>.deriveKey(
            inputKeyMaterial: root.secret, info: Array("tenfold.derived.\(label)".utf8),
            outputByteCount: SigningKey.byteCount)
    }

    private static let rootID = "0"

    private static func laterIDs(in folder: String) throws -> [String] {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: folder)
        } catch {
            throw Fault(.signingKeyUnusable, "the folder \(folder) cannot be listed: allow this user to read it")
        }
        let ids = names.filter { $0.hasPrefix("token-") && $0.hasSuffix(".key") }.map {
            String($0.dropFirst(6).dropLast(4))
        }
        guard ids.count < mostKeys else {
            throw Fault(
                .signingKeyUnusable,
                "\(folder) holds \(ids.count + 1) keys, at most \(mostKeys) are allowed: remove old ones")
        }
        for id in ids where id == rootID || !isName(id) {
            throw Fault(
                .signingKeyUnusable, "\(folder)/token-\(id).key: name it by a date, for instance token-2026-08-01.key")
        }
        return ids.sorted()
    }

    private static func isName(_ id: String) -> Bool {
        (1...64).contains(id.utf8.count)
            && id.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") }
    }
}

extension Fault.Code {
    /// A key file is not as it must be: the detail says what to do. The process must not start.
    package static let signingKeyUnusable = Fault.Code("signing-key-unusable")
}
