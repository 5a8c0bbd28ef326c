import ArgumentParser
import Tenfold

/// `shop admin create EMAIL`.
struct CreateAdminCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Make an administrator. Asks for the password.")

    @Argument(help: "The email that the administrator signs in with.")
    var email: String

    @OptionGroup var dataOptions: DataOptions

    func run() async throws {
        guard let password = PasswordPrompt.ask("Password for \(email): ") else {
            throw ValidationError("no password was given")
        }
        let application = try await Application.open(Shop.self, dataOptions.applicationOptions())
        do {
            let account = try await application.send(CreateAdmin(email: email, password: Secret(password)))
            print("\(account.email) is an administrator now")
            await application.stop()
        } catch let refusal as Refusal {
            await application.stop()
            throw ValidationError(refusal.detail + refusal.errors.map { " \($0.field) \($0.message)." }.joined())
        } catch {
            await application.stop()
            throw error
        }
    }
}
