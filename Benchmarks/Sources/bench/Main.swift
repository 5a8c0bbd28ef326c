import Foundation
import Glibc

@main enum Main {
    static func main() {
        do {
            guard let options = try Options(Array(CommandLine.arguments.dropFirst())) else { return showHelp() }
            exit(try run(options) ? 0 : 1)
        } catch {
            print("\(error)")
            exit(2)
        }
    }

    /// Answers whether every row could be measured.
    private static func run(_ options: Options) throws -> Bool {
        try Workspace.open()
        let watches = Interrupt.watch()
        defer {
            RunningGroups.endAll()
            Workspace.shared.remove()
            withExtendedLifetime(watches) {}
        }
        let (began, started) = (Date(), Clock.seconds)
        _ = Machine.facts
        let sections = Suite.run(Bench(options: options))
        let page = Page(options: options, sections: sections, began: began, seconds: Clock.seconds - started)
        Console.say("\n\(page.terminalTable)\n")
        let folder = options.isWhole ? "docs" : "Benchmarks/.build"
        let file = options.page ?? "\(Workspace.shared.root)/\(folder)/benchmarks.md"
        try page.markdown.write(toFile: file, atomically: true, encoding: .utf8)
        Console.say("Written to \(file)")
        if !page.isComplete { Console.say("Some rows were not measured: the page says why.") }
        return page.isComplete
    }

    private static func showHelp() {
        print(Options.usage)
        for row in Suite.rows {
            print("  \(row.id.padding(toLength: 12, withPad: " ", startingAt: 0)) \(row.title)")
        }
    }
}
