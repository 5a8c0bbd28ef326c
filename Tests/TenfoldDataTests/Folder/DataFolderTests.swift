import FoundationEssentials
import Glibc
import TenfoldCore
import Testing

@testable import TenfoldData

struct DataFolderTests {
    private func fault(_ action: () throws -> Void) -> Fault? {
        do {
            try action()
            return nil
        } catch {
            return error as? Fault
        }
    }

    @Test func `processes of the same app and stage share a folder`() throws {
        let folder = try DataFolder.temporary()
        defer { folder.remove() }
        let second = try DataFolder(path: folder.path, app: "test", stage: "test")
        #expect(!second.hadUncleanExit)
        second.close()
    }

    @Test(arguments: [("other", "test"), ("test", "other")])
    func `another app or stage is refused, and told who holds the folder`(app: String, stage: String) throws {
        let folder = try DataFolder.temporary()
        defer { folder.remove() }
        let fault = try #require(fault { _ = try DataFolder(path: folder.path, app: app, stage: stage) })
        #expect(fault.detail.contains("process \(getpid()) (app test, stage test, since 20"))
    }

    @Test func `a folder of another app is refused even when nobody runs on it`() throws {
        let folder = try DataFolder.temporary()
        defer { folder.remove() }
        folder.close()
        let fault = try #require(fault { _ = try DataFolder(path: folder.path, app: "other", stage: "test") })
        #expect(fault.detail.contains("held by no process now"))
    }

    @Test func `a process that died without leaving is noticed once`() throws {
        let folder = try DataFolder.temporary()
        defer { folder.remove() }
        #expect(!folder.hadUncleanExit)
        try Data(#"{"pid":1,"app":"test","stage":"test","since":""}"#.utf8)
            .write(to: URL(filePath: folder.file("processes/1-ab.json")))
        let second = try DataFolder(path: folder.path, app: "test", stage: "test")
        #expect(second.hadUncleanExit)
        let third = try DataFolder(path: folder.path, app: "test", stage: "test")
        #expect(!third.hadUncleanExit)
    }

    @Test func `a folder is its owner's alone`() throws {
        let folder = try DataFolder.temporary()
        defer { folder.remove() }
        var status = stat()
        #expect(stat(folder.path, &status) == 0)
        #expect(status.st_mode & 0o777 == 0o700)
    }

    @Test func `a missing parent, and a file in the folder's place, are named`() throws {
        let folder = try DataFolder.temporary()
        defer { folder.remove() }
        let missing = fault { _ = try DataFolder(path: folder.file("no/where"), app: "a", stage: "b") }
        #expect(missing?.detail.contains("does not exist") == true)
        let file = fault { _ = try DataFolder(path: folder.file("tenfold.json"), app: "a", stage: "b") }
        #expect(file?.detail.contains("is not a folder") == true)
    }

    @Test func `a folder that cannot be written is a clear error`() throws {
        // Root may write to any folder but those of the kernel.
        let fault = fault { _ = try DataFolder(path: "/proc/self", app: "a", stage: "b") }
        #expect(fault?.detail.contains("/proc/self") == true)
    }

    @Test func `a folder of a newer format is refused`() throws {
        let folder = try DataFolder.temporary()
        defer { folder.remove() }
        let identity = FolderIdentity(app: "test", stage: "test", formatVersion: 99)
        try JSONEncoder().encode(identity).write(to: URL(filePath: folder.file("tenfold.json")))
        let fault = fault { _ = try DataFolder(path: folder.path, app: "test", stage: "test") }
        #expect(fault?.detail.contains("newer binary") == true)
    }
}
