import Synchronization
import TenfoldConfiguration
package import TenfoldCore
package import TenfoldIdentity

/// The identities of a gateway by name, made from their descriptions. One whose description and files have not changed
/// stays when the file is read again, with the tokens that it knows.
package final class EdgeIdentities: Sendable {
    private struct Known {
        let description: IdentityDescription
        let files: [[UInt8]]
        let checker: any CredentialChecking
        let refresh: (@Sendable (Int64) -> Void)?
    }

    private let known = Mutex<[String: Known]>([:])
    private let fetch: KeySetCache.Fetch

    /// - Parameter fetch: gets the document of a URL.
    package init(fetch: @escaping KeySetCache.Fetch) { self.fetch = fetch }

    /// The identities as they are described now.
    ///
    /// - Throws: `Fault.credentialsUnusable`; then all stays as it was.
    package func update(_ descriptions: [IdentityDescription]) async throws(Fault) -> [String: any CredentialChecking] {
        let before = known.withLock { $0 }
        var next: [String: Known] = [:]
        for description in descriptions {
            let files = try Self.files(of: description)
            if let same = before[description.name], same.description == description, same.files == files {
                next[description.name] = same
            } else {
                next[description.name] = try await make(description, files)
            }
        }
        let made = next
        known.withLock { $0 = made }
        return made.mapValues(\.checker)
    }

    /// Fetches key sets that have grown old. To be called every few seconds.
    package func refresh(nowSeconds: Int64) {
        for identity in known.withLock({ Array($0.values) }) { identity.refresh?(nowSeconds) }
    }

    private func make(_ description: IdentityDescription, _ files: [[UInt8]]) async throws(Fault) -> Known {
        switch description.kind {
        case .apiKeys(let file, let field):
            do throws(APIKeyFile.Faults) {
                let keys = APIKeys(try APIKeyFile.parse(files.first ?? []), identity: description.name)
                return Known(
                    description: description, files: files,
                    checker: APIKeyCredentials(keys, field: field), refresh: nil)
            } catch {
                throw Fault(.credentialsUnusable, "\(file): \(error)")
            }
        case .tokens(let tokens): return try await make(description, tokens, files)
        }
    }

    private func make(
        _ description: IdentityDescription, _ tokens: IdentityDescription.Tokens, _ files: [[UInt8]]
    ) async throws(Fault) -> Known {
        var options = TokenVerifierOptions(issuer: tokens.issuer, audience: .anyOf(Set(tokens.audiences)))
        options.name = description.name
        options.clockSkew = tokens.skew
        options.planClaim = tokens.planClaim
        if !tokens.algorithms.isEmpty {
            options.algorithms = Set(tokens.algorithms.compactMap(TokenAlgorithm.init(rawValue:)))
        }
        let content = files.first ?? []
        let keys = try await TokenKeys.load(
            [Self.source(tokens.keys, content)], for: options, reading: { _, _ in content }, fetching: fetch)
        var refresh: (@Sendable (Int64) -> Void)?
        if case .published(let cache) = keys { refresh = { _ = cache.refreshIfNeeded(nowSeconds: $0) } }
        let checker = TokenCredentials(
            try TokenVerifier(options, keys: keys), challenges: try BearerChallenge(realm: description.name))
        return Known(description: description, files: files, checker: checker, refresh: refresh)
    }

    private static func source(_ keys: IdentityDescription.Keys, _ content: [UInt8]) -> KeySource {
        switch keys {
        case .file(let path): .keySetFile(path)
        case .url(let url): .keySetURL(url)
        case .pemFile(let path): .publicKeyFile(path)
        case .secretFile: .secret(Secret(Array(content.trimmingLineEnd)))
        }
    }

    /// What the files say that a description names.
    private static func files(of description: IdentityDescription) throws(Fault) -> [[UInt8]] {
        let path: String? =
            switch description.kind {
            case .apiKeys(let file, _): file
            case .tokens(let tokens):
                switch tokens.keys {
                case .file(let path), .pemFile(let path), .secretFile(let path): path
                case .url: nil
                }
            }
        guard let path else { return [] }
        do throws(BoundedFile.Fault) {
            return [try BoundedFile.read(path, most: APIKeyFile.mostBytes)]
        } catch {
            throw Fault(.credentialsUnusable, "\(path) of identity \(description.name) \(error)")
        }
    }
}

extension [UInt8] {
    /// Editors end a file with a line's end, which is no part of a secret.
    fileprivate var trimmingLineEnd: ArraySlice<UInt8> {
        var text = self[...]
        while let last = text.last, last == 0x0a || last == 0x0d { text.removeLast() }
        return text
    }
}
