extension JSONWriter {
    /// The way to the value that begins at `start`, read back from what is written: nobody asks for it but those who
    /// report an error, so nothing is kept for it.
    func codingPath(to start: Int) -> [any CodingKey] {
        let open = (outer + [top]).filter { $0.start >= 0 && $0.start < start }
        return open.enumerated().compactMap { index, frame -> JSONKey? in
            guard frame.isObject else { return JSONKey(intValue: max(frame.count - 1, 0)) }
            let end = index + 1 < open.count ? open[index + 1].firstMember : members.count
            let own = members[frame.firstMember..<max(end, frame.firstMember)]
            return own.last { Int($0) < start }.map { JSONKey(stringValue: key(at: Int($0))) }
        }
    }

    private func key(at offset: Int) -> String {
        var end = offset + 1
        while bytes.byte(end) != 0x22 { end += bytes.byte(end) == 0x5c ? 2 : 1 }
        return (try? StreamingJSON.decode(String.self, from: bytes.copy(offset..<(end + 1)))) ?? ""
    }

    /// Gives up, and lets whoever asked write where nobody reads.
    func treeInstead() -> any Encoder {
        giveUp()
        return TreeEncoder(node: JSONTreeNode(), codingPath: [])
    }
}
