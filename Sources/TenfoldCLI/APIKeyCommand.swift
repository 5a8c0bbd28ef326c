import ArgumentParser
import TenfoldCore
import TenfoldIdentity

/// `api-key`: a new key for a gateway's file of keys.
struct APIKeyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "api-key", abstract: "Make an API key for a gateway.",
        discussion: """
            Writes two lines: the key, for whoever shall use it, and the line for the gateway's file of keys, which has \
            only its hash. The key is kept nowhere.
            """)

    @Argument(help: "What the key is called in the file and in logs: letters, digits, - and _.")
    var name: String

    @Option(help: "The scopes that it has.")
    var scope: [String] = []

    @Option(help: "The plan whose limits hold for it.")
    var plan: String?

    @Option(help: "The day from which on it is refused, as 2027-01-01.")
    var expires: String?

    func run() throws {
        let key = APIKey.generate()
        var line = "\(name) \(APIKey.digest(of: key).hexadecimal)"
        if !scope.isEmpty { line += " scopes=\(scope.joined(separator: ","))" }
        if let plan { line += " plan=\(plan)" }
        if let expires { line += " expires=\(expires)" }
        do {
            // What the gateway would refuse is refused here.
            _ = try APIKeyFile.parse(Array(line.utf8))
        } catch {
            throw ValidationError("\(error)")
        }
        print("key:  \(key.exposed)\nline: \(line)")
    }
}
