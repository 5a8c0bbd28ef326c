import FoundationEssentials
import TenfoldCore
import Testing

@testable import TenfoldRuntime

private struct Price: Codable, Sendable {
    enum Kind: String, Codable, CaseIterable { case net, gross }
    var cents: Int
    var kind: Kind
    var until: Date?
    var reduced: [Price]
}

private struct FindPrice: Query {
    typealias Reply = Price
    static let name = "prices.Find"
    var product: ID<Price>
}

private struct SetPrice: Command {
    static let name = "prices.Set"
    var product: ID<Price>
    var price: Price
}

private struct PriceChanged: Event {
    static let name = "prices.Changed"
    var product: ID<Price>
    var cents: UInt16?
    var key: RoutingKey { RoutingKey(product) }
}

private struct Prices: Module {
    static func declare(_ module: inout Declaration<Prices>) {
        module.handle(SetPrice.self) { _, _, _ in Nothing() }
        module.handle(FindPrice.self) { _, _ in Price(cents: 1, kind: .net, until: nil, reduced: []) }
        module.publishes(PriceChanged.self)
    }
    init(_ environment: ModuleEnvironment) throws {}
}

private struct Quotes: Module {
    static func declare(_ module: inout Declaration<Quotes>) {
        module.uses(FindPrice.self)
        module.subscribe(PriceChanged.self) { _, _, _ in }
    }
    init(_ environment: ModuleEnvironment) throws {}
}

@Suite struct ContractDocumentTests {
    private let document = ContractDocument(
        app: "market", modules: [ModuleDescription(Quotes.self), ModuleDescription(Prices.self)])

    private func message(_ name: String) throws -> ContractMessage {
        try #require(document.messages.first { $0.name == name })
    }

    private func fault(_ text: String) -> ContractFault? {
        #expect(throws: ContractFault.self) { try ContractDocument(parsing: Array(text.utf8)) }
    }

    @Test func `every query, command and event is there, in the order of their names`() {
        #expect(document.messages.map(\.name) == ["prices.Changed", "prices.Find", "prices.Set"])
        #expect(document.messages.map(\.kind) == [.event, .query, .command])
    }

    @Test func `paths are those of the wire, and a query may be a GET`() throws {
        #expect(try message("prices.Find").path == "/market.prices/Find")
        #expect(try message("prices.Find").kind.methods == ["POST", "GET"])
        #expect(try message("prices.Set").kind.methods == ["POST"])
        #expect(try message("prices.Changed").path == nil)
    }

    @Test func `who sends or hears a message is told`() throws {
        #expect(try message("prices.Find").usedBy == ["quotes"])
        #expect(try message("prices.Changed").usedBy == ["quotes"])
        #expect(try message("prices.Set").usedBy == [])
    }

    @Test func `an event has formats, optional fields and no reply`() throws {
        let event = try message("prices.Changed")
        #expect(event.reply == nil)
        #expect(
            event.body
                == .object([
                    .init(name: "cents", schema: .integer(format: "uint16"), isRequired: false),
                    .init(name: "product", schema: .string(format: "uuid"), isRequired: true),
                ]))
    }

    @Test func `the text is the same whatever the order of modules, and reads back as the same contract`() throws {
        let turned = ContractDocument(
            app: "market", modules: [ModuleDescription(Prices.self), ModuleDescription(Quotes.self)])
        #expect(turned.text == document.text)
        #expect(try ContractDocument(parsing: Array(document.text.utf8)) == document)
    }

    @Test func `the text is laid out for diffs`() {
        #expect(
            document.text.hasPrefix(
                """
                {
                  "formatVersion": 1,
                  "app": "market",
                  "messages": [
                    {
                      "name": "prices.Changed",
                      "kind": "event",
                      "usedBy": [
                        "quotes"
                      ],

                """))
        #expect(document.text.hasSuffix("\n}\n"))
    }

    @Test func `a type that holds itself refers to its anchor`() throws {
        let reply = try #require(try message("prices.Find").reply)
        #expect(reply.properties.first { $0.name == "reduced" }?.schema == .array(.recursive(level: 0)))
        #expect(reply.document.text.contains(##""items":{"$ref":"#level0"}"##))
        #expect(reply.document.text.hasPrefix(#"{"$anchor":"level0","type":"object""#))
        // In a larger document anchors would meet.
        #expect(!reply.json.text.contains("level0"))
    }

    @Test func `every form of schema reads back`() throws {
        let forms: [JSONSchema] = [
            .any, .boolean, .integer(format: "int8"), .number(format: "float"), .string(format: nil),
            .string(format: "uuid"), .enumeration(["a", "b"]), .integerEnumeration([1, 2]), .array(.boolean),
            .map(.nullable(.boolean)), .anchored(level: 2, .object([])), .recursive(level: 3),
            .object([
                .init(name: "a", schema: .any, isRequired: true), .init(name: "b", schema: .any, isRequired: false),
            ]),
        ]
        for form in forms {
            let bytes = Array(form.document.text.utf8)
            #expect(try StreamingJSON.decode(JSONSchema.self, from: bytes) == form)
        }
    }

    @Test func `a file that is no contract is refused with where it is wrong`() {
        #expect(fault("not JSON")?.code == .notAContract)
        #expect(fault("{}")?.detail.contains("formatVersion") == true)
        let broken = document.text.replacing(#""kind": "event""#, with: #""kind": "rumour""#)
        #expect(fault(broken)?.detail.contains("messages[0].kind") == true)
        let odd = document.text.replacing(#""type": "array""#, with: #""type": "heap""#)
        #expect(fault(odd)?.detail.contains("heap") == true)
    }

    @Test func `a file of another format version is refused`() {
        let other = document.text.replacing(#""formatVersion": 1"#, with: #""formatVersion": 2"#)
        #expect(fault(other)?.code == .otherVersion)
    }

    @Test func `a file that is not there is told with its path`() {
        let fault = #expect(throws: ContractFault.self) { try ContractFile.read("nowhere/contracts.json") }
        #expect(fault?.code == .unreadable)
        #expect(fault?.detail.hasPrefix("nowhere/contracts.json cannot be read: it is not there") == true)
    }
}
