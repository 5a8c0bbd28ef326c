import TenfoldCore

/// Makes new inputs of known ones, always the same for a seed: what the fuzzing engine does where there is none, and in
/// the tests of every day.
package struct Mutator {
    private var random: SeededRandom
    private let inputs: [[UInt8]]
    private let words: [[UInt8]]
    /// No input is longer.
    private let byteLimit: Int

    /// - Parameter words: what syntax is made of: a random byte would seldom hit on it.
    package init(seed: UInt64, inputs: [[UInt8]], byteLimit: Int = 4096) {
        random = SeededRandom(seed: seed)
        self.inputs = inputs.isEmpty ? [[]] : inputs
        self.byteLimit = byteLimit
        words = Self.syntax + Self.tokens(of: inputs)
    }

    package mutating func next() -> [UInt8] {
        var input = inputs.randomElement(using: &random) ?? []
        for _ in 0..<Int.random(in: 1...4, using: &random) { change(&input) }
        return Array(input.prefix(byteLimit))
    }

    private mutating func change(_ input: inout [UInt8]) {
        let place = Int.random(in: 0...input.count, using: &random)
        switch Int.random(in: 0..<8, using: &random) {
        case 0 where place < input.count: input[place] = .random(in: .min ... .max, using: &random)
        case 1 where place < input.count: input[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        case 2: input.removeSubrange(range(from: place, in: input))
        case 3: input.insert(contentsOf: input[range(from: place, in: input)], at: place)
        case 4: splice(into: &input, at: place)
        case 5: input.removeSubrange(place...)
        default: input.insert(contentsOf: words.randomElement(using: &random) ?? [], at: place)
        }
    }

    private mutating func range(from place: Int, in input: [UInt8]) -> Range<Int> {
        place..<min(input.count, place + Int.random(in: 1...16, using: &random))
    }

    private mutating func splice(into input: inout [UInt8], at place: Int) {
        let other = inputs.randomElement(using: &random) ?? []
        let start = Int.random(in: 0...other.count, using: &random)
        input.replaceSubrange(place..., with: other[start...])
    }

    private static let syntax: [[UInt8]] =
        [
            "\r\n", "\n", "\r", "\r\n\r\n", " ", "\t", ":", ";", "=", "\"", "\\", ",", "/", "%", "%2F", "%00", "%C3",
            "?", "#",
            "\0", "0", "-1", "+1", "00", "7fffffffffffffff", "ffffffffffffffff", "18446744073709551616", "1e400", "[",
            "]",
            "{", "}", "\u{7f}", "\u{e9}", "\u{1F600}", "\\ud800", ".", "$",
        ].map { Array($0.utf8) } + [[0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80]]

    /// The runs of letters and digits of the corpus.
    private static func tokens(of inputs: [[UInt8]]) -> [[UInt8]] {
        let runs = inputs.flatMap { input in
            input.split { !(0x30...0x39).contains($0) && !(0x61...0x7A).contains($0 | 0x20) }
        }
        return Array(Set(runs.filter { $0.count <= 24 }.map { Array($0) })).sorted { $0.lexicographicallyPrecedes($1) }
    }
}
