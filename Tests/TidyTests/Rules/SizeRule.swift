/// Files and folders stay small: a file of more than 400 lines usually holds two ideas, a folder of more than a dozen
/// files wants a division.
enum SizeRule {
    static let longestFile = 400
    static let fullestFolder = 14

    static func longFiles(in files: [SourceFile], allowing allowances: [String: String]) -> [Offence] {
        files.compactMap { file in
            let count = file.lines.last == "" ? file.lines.count - 1 : file.lines.count
            guard count > longestFile, allowances[file.path] == nil else { return nil }
            return Offence(path: file.path, fault: "\(count) lines; the limit is \(longestFile)")
        }
    }

    static func fullFolders(in paths: [String], allowing allowances: [String: String]) -> [Offence] {
        let sources = paths.filter { $0.hasSuffix(".swift") && $0.contains("/") }
        let folders = Dictionary(grouping: sources) { path in
            path.split(separator: "/").dropLast().joined(separator: "/")
        }
        return folders.sorted { $0.key < $1.key }.compactMap { folder, files in
            guard files.count > fullestFolder, allowances[folder] == nil else { return nil }
            return Offence(path: folder, fault: "\(files.count) files; the limit is \(fullestFolder)")
        }
    }
}
