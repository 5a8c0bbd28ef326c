import NIOHTTP1
import TenfoldCore

@testable import TenfoldHTTP

/// Holds our parser to the rule *accepts less, never frames differently*: where ours accepts a message, llhttp accepts
/// the same one and finds its end at the same byte; where llhttp refuses, ours does.
///
/// One difference is llhttp's: it leaves blanks at the end of a value, which are no part of it (RFC 9112, section 5.1).
///
/// Three things are not compared, because the server does not go on there:
/// - behind a method that the framework does not route (it is answered with 501, and the connection closes). llhttp has
///   a list of methods and refuses others at once; behind `CONNECT` it expects another protocol.
/// - behind a request that asks for an upgrade, where NIO's decoder stops.
/// - a head that is not whole: ours may see later that it must be refused.
enum Disagreement {
    static func between(_ ours: Reading, _ stock: StockReading, comparesEnds: Bool) -> String? {
        for (index, message) in ours.messages.enumerated() {
            let isRouted = TenfoldCore.HTTPMethod(rawValue: message.method.latin1) != nil
            guard index < stock.messages.count else {
                return isRouted
                    ? "llhttp did not accept message \(index): \(stock.error.map { "\($0)" } ?? "waits")" : nil
            }
            if let difference = heads(message, stock.messages[index]) { return "message \(index): \(difference)" }
            let asksForUpgrade = ours.flags[index].isSuperset(of: [.upgradeField, .upgradeOption])
            guard isRouted, !asksForUpgrade else { return nil }
            if let difference = bodies(message, stock.messages[index], ours.ending, comparesEnds: comparesEnds) {
                return "message \(index): \(difference)"
            }
        }
        return endings(ours, stock)
    }

    private static func heads(_ ours: Reading.Message, _ stock: StockReading.Message) -> String? {
        let head = stock.head
        guard text(ours.method) == head.method.rawValue else { return "method \(head.method)" }
        guard text(ours.target) == head.uri else { return "target \(head.uri)" }
        guard head.version == HTTPVersion(major: 1, minor: ours.minorVersion) else { return "version \(head.version)" }
        let fields = head.headers.map { "\($0.name): \(withoutBlanksAtEnd($0.value))" }
        guard ours.fields.map({ "\(text($0.name)): \(text($0.value))" }) == fields else { return "fields \(fields)" }
        return nil
    }

    private static func bodies(
        _ ours: Reading.Message, _ stock: StockReading.Message, _ ending: Reading.Ending, comparesEnds: Bool
    ) -> String? {
        if let end = ours.end {
            guard stock.isWhole, ours.body == stock.body else { return "body \(stock.body.latin1.debugDescription)" }
            return comparesEnds && end != stock.end ? "ends at \(end), in llhttp at \(stock.end ?? -1)" : nil
        }
        if case .refused = ending {
            let agrees = ours.body.starts(with: stock.body) || stock.body.starts(with: ours.body)
            return agrees ? nil : "refused body \(stock.body.latin1.debugDescription)"
        }
        return !stock.isWhole && ours.body == stock.body ? nil : "begun body \(stock.body.latin1.debugDescription)"
    }

    private static func endings(_ ours: Reading, _ stock: StockReading) -> String? {
        if case .refused = ours.ending { return nil }
        let closed = ours.keepsLast == false
        if closed || ours.ending == .insideHead { return nil }
        if let error = stock.error { return "llhttp refused: \(error)" }
        return stock.messages.count == ours.messages.count ? nil : "llhttp found \(stock.messages.count) messages"
    }

    private static func withoutBlanksAtEnd(_ value: String) -> String {
        String(value.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
    }

    /// NIO makes strings of all bytes, and repairs what is no UTF-8.
    private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}

extension Reading {
    /// Whether the connection goes on behind the last whole message.
    fileprivate var keepsLast: Bool {
        guard let flags = flags.last, messages.last?.end != nil else { return true }
        return !flags.contains(.close) && (!flags.contains(.http10) || flags.contains(.keepAlive))
    }
}
