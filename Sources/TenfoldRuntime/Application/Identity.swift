import Crypto
import TenfoldCore
import TenfoldData
import TenfoldIdentity

/// The keys of an app, and what is made of them.
struct Identity: Sendable {
    let tokens: any TokenIssuing
    let passwords: any PasswordHashing
    let throttle: any SignInThrottling
    let scope: CommandScope
    let sessions: SessionTokens

    static func make(app: String, place: DataPlace, options: ApplicationOptions) async throws -> Identity {
        let keys = try SigningKeys.load(dataFolder: place.folder.path)
        guard let cost = ScryptParameters(logRounds: options.passwordCostLog2, blockSize: 8, parallelism: 1) else {
            throw Fault(.programming, "a password cost of 2^\(options.passwordCostLog2) is out of bounds: 1 to 17")
        }
        return Identity(
            tokens: await JWTTokens(issuer: app, keys: keys), passwords: ScryptPasswordHasher(parameters: cost),
            throttle: SignInThrottle(),
            scope: CommandScope(fingerprintKey: keys.derivedKey(label: "command-fingerprints")),
            sessions: SessionTokens(key: keys.derivedKey(label: "session-tokens"), clock: options.clock))
    }
}
