import TenfoldCore

/// The contract file.
extension ContractDocument {
    /// The same for the same declarations, in whatever order they and their fields are written; it ends with a line
    /// break.
    var text: String {
        JSONNode.object([
            ("formatVersion", .integer(Self.formatVersion)), ("app", .string(app)),
            ("messages", .array(messages.map(\.json))),
        ]).lines + "\n"
    }

    /// Reads a file that `text` made, however it is laid out. Throws `ContractFault`.
    init(parsing bytes: [UInt8]) throws {
        do {
            let version = try StreamingJSON.decode(FormatVersion.self, from: bytes).formatVersion
            guard version == Self.formatVersion else { throw ContractFault.otherVersion(version) }
            self = try StreamingJSON.decode(from: bytes)
        } catch let error as DecodingError {
            throw ContractFault.notAContract(error)
        }
    }

    private struct FormatVersion: Decodable {
        let formatVersion: Int
    }
}

extension ContractDocument: Decodable {
    private enum Member: String, CodingKey { case app, messages }

    init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: Member.self)
        self.init(
            app: try members.decode(String.self, forKey: .app),
            messages: try members.decode([ContractMessage].self, forKey: .messages))
    }
}

extension ContractMessage: Decodable {
    private enum Member: String, CodingKey { case name, kind, path, usedBy, notCompared, body, reply }

    init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: Member.self)
        self.init(
            name: try members.decode(String.self, forKey: .name), kind: try members.decode(Kind.self, forKey: .kind),
            path: try members.decodeIfPresent(String.self, forKey: .path),
            body: try members.decode(JSONSchema.self, forKey: .body),
            reply: try members.decodeIfPresent(JSONSchema.self, forKey: .reply),
            usedBy: try members.decode([String].self, forKey: .usedBy),
            notCompared: try members.decodeIfPresent([String].self, forKey: .notCompared) ?? [])
    }

    fileprivate var json: JSONNode {
        var members: [(String, JSONNode)] = [("name", .string(name)), ("kind", .string(kind.rawValue))]
        if let path {
            members += [("path", .string(path)), ("methods", .array(kind.methods.map { .string($0) }))]
        }
        members.append(("usedBy", .array(usedBy.map { .string($0) })))
        if !notCompared.isEmpty { members.append(("notCompared", .array(notCompared.map { .string($0) }))) }
        members.append(("body", body.document))
        if let reply { members.append(("reply", reply.document)) }
        return .object(members)
    }
}
