// Counts what the JSON coders cost: run it under callgrind for two numbers of rounds, and divide the difference of the
// instructions by that of the rounds.
//
//     json-count encode|decode tenfold|foundation ROUNDS

import NIOCore
import TenfoldHTTP

struct Item: Codable {
    var id: Int
    var name: String
    var price: Double
    var active: Bool
    var note: String?
}

let item = Item(
    id: 421_337, name: "Widget \"deluxe\", 12 mm, stainless steel", price: 9.99, active: true,
    note: "ships within three working days, returns accepted for thirty days; see terms and conditions")

func run(_ task: String, _ coder: some JSONCoder, rounds: Int) throws -> Int {
    var buffer = ByteBuffer()
    try coder.encode(item, into: &buffer)
    var sum = buffer.readableBytes
    for _ in 0..<rounds {
        if task == "encode" {
            buffer.clear()
            try coder.encode(item, into: &buffer)
            sum += buffer.readableBytes
        } else {
            sum += try coder.decode(Item.self, from: buffer, userInfo: [:]).id
        }
    }
    return sum
}

let arguments = CommandLine.arguments
guard arguments.count == 4, let rounds = Int(arguments[3]) else {
    fatalError("usage: json-count encode|decode tenfold|foundation ROUNDS")
}
let sum =
    arguments[2] == "tenfold"
    ? try run(arguments[1], StreamingJSONCoder(), rounds: rounds)
    : try run(arguments[1], FoundationJSONCoder(), rounds: rounds)
print(sum)
