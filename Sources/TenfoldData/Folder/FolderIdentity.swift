/// Whose a data folder is, in `tenfold.json`.
struct FolderIdentity: Codable, Hashable {
    static let presentFormat = 1

    var app: String
    var stage: String
    var formatVersion = FolderIdentity.presentFormat
}
