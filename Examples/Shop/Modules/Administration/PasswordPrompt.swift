import Glibc

/// Asks for a password: at a terminal without showing it, else as one line of standard input.
enum PasswordPrompt {
    static func ask(_ prompt: String) -> String? {
        guard isatty(STDIN_FILENO) == 1 else { return readLine() }
        return getpass(prompt).map { String(cString: $0) }
    }
}
