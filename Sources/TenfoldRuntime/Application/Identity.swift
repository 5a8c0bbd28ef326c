import Crypto
import TenfoldCore
import TenfoldIdentity

/// The keys of an app, and what is made of them.
struct Identity: Sendable {
    let tokens: any TokenIssuing
    let passwords: any PasswordHashing
    let throttle: any SignInThrottling
    let scope: CommandScope
}
