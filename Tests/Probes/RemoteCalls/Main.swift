import Tenfold

/// Both sides of a remote call that `make bench` measures (the row `remote`):
///
///     remote-calls serve PORT FOLDER
///     remote-calls call PORT CALLEE-PID WARM-UP-SECONDS SECONDS IN-FLIGHT FOLDER
@main enum Main {
    static func main() async throws {
        let words = Array(CommandLine.arguments.dropFirst())
        let numbers = words.dropFirst().compactMap { Int($0) }
        switch (words.first, numbers.count, words.count) {
        case ("serve", 1, 3): try await Callee.serve(port: numbers[0], folder: words[2])
        case ("call", 5, 7):
            let load = Load(
                callee: Int32(numbers[1]), warmUpSeconds: numbers[2], seconds: numbers[3], inFlight: numbers[4])
            let report = try await Caller.measure(load, port: numbers[0], folder: words[6])
            print(report.line)
        default: print("serve PORT FOLDER, or call PORT CALLEE-PID WARM-UP-SECONDS SECONDS IN-FLIGHT FOLDER")
        }
    }
}

/// One module that answers and one that asks, each in a process of its own.
struct RemoteCalls: App {
    static let modules: [any Module.Type] = [Echo.self, Driver.self]
}
