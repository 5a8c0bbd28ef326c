import Foundation

/// The mails that a shop has written, read back from their files.
struct Mailbox {
    struct Mail: Hashable {
        let recipient: String
        let subject: String
        let id: String
    }

    let folder: String

    /// Every mail in the folder, at any depth.
    var mails: [Mail] {
        guard let walk = FileManager.default.enumerator(atPath: folder) else { return [] }
        return walk.compactMap { $0 as? String }.filter { $0.hasSuffix(".eml") }.compactMap { path in
            FileManager.default.contents(atPath: "\(folder)/\(path)").map {
                Self.parse(String(decoding: $0, as: UTF8.self))
            }
        }
    }

    func subjects(to recipient: String) -> [String] {
        mails.filter { $0.recipient == recipient }.map(\.subject).sorted()
    }

    private static func parse(_ text: String) -> Mail {
        var fields: [String: String] = [:]
        for line in text.components(separatedBy: "\r\n").prefix(while: { !$0.isEmpty }) {
            guard let colon = line.firstIndex(of: ":") else { continue }
            fields[String(line[..<colon])] = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
        }
        return Mail(
            recipient: (fields["To"] ?? "").trimmingCharacters(in: CharacterSet(charactersIn: "<>")),
            subject: fields["Subject"] ?? "", id: fields["Message-ID"] ?? "")
    }
}
