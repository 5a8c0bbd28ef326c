/// What the command line asks for.
struct Options {
    var rounds = 5
    var seconds = 5
    var isQuick = false
    var only: Set<String> = []
    var skipped: Set<String> = []
    var page: String?
    private(set) var words: [String] = []

    static let usage = """
        make bench ARGS="…"    measures everything, prints the table, writes docs/benchmarks.md

          --only ROW     measure this row alone (may be given more than once); the page is not written to docs/
          --skip ROW     leave this row out (may be given more than once)
          --rounds N     rounds of what is timed (5)
          --seconds S    seconds of each load (5)
          --quick        two rounds of one second, for trying; the page is not written to docs/
          --page FILE    write the page there
          --help         this

        rows:
        """

    /// Throws `Failure` for what it does not understand; nil for `--help`.
    init?(_ words: [String]) throws {
        self.words = words
        var rest = words[...]
        while let word = rest.popFirst() {
            switch word {
            case "--help", "-h": return nil
            case "--quick": (isQuick, rounds, seconds) = (true, 2, 1)
            case "--only": only.insert(try Self.row(rest.popFirst()))
            case "--skip": skipped.insert(try Self.row(rest.popFirst()))
            case "--rounds": rounds = try Self.number(rest.popFirst(), word)
            case "--seconds": seconds = try Self.number(rest.popFirst(), word)
            case "--page": page = rest.popFirst()
            default: throw Failure("`\(word)` is not understood; see --help")
            }
        }
    }

    /// Whether this run says all that docs/benchmarks.md should say.
    var isWhole: Bool { !isQuick && only.isEmpty }

    var commandLine: String { words.isEmpty ? "make bench" : "make bench ARGS=\"\(words.joined(separator: " "))\"" }

    func wants(_ row: String) -> Bool { (only.isEmpty || only.contains(row)) && !skipped.contains(row) }

    private static func number(_ word: String?, _ option: String) throws -> Int {
        guard let number = word.flatMap({ Int($0) }), number > 0 else { throw Failure("\(option) needs a number") }
        return number
    }

    private static func row(_ word: String?) throws -> String {
        guard let word, Suite.rows.contains(where: { $0.id == word }) else {
            throw Failure("there is no row `\(word ?? "")`; see --help")
        }
        return word
    }
}
